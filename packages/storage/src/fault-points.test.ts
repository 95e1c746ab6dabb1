import { afterEach, expect, test } from "vitest";
import { activeFaults, adoptFaults, faultPoint, injectFaults } from "./fault-points.ts";

afterEach(() => injectFaults(null));

test("a point fails from the given passage on, at its paths alone", () => {
  injectFaults([{ point: "write", path: "spill", skip: 2, effect: { kind: "system", code: "ENOSPC" } }]);
  for (let i = 0; i < 5; i++) faultPoint("write", "/tmp/other");
  faultPoint("read", "/tmp/spill");
  faultPoint("write", "/tmp/spill");
  faultPoint("write", "/tmp/spill");
  expect(() => faultPoint("write", "/tmp/spill")).toThrow(expect.objectContaining({ code: "ENOSPC" }));
  expect(() => faultPoint("write", "/tmp/spill")).toThrow();
});

test("threads count together", () => {
  injectFaults([{ point: "decode", skip: 1, effect: { kind: "throw", message: "no" } }]);
  const message = structuredClone(activeFaults());
  faultPoint("decode");
  adoptFaults(message);
  expect(() => faultPoint("decode")).toThrow("no");
});

test("a trap is a trap", () => {
  injectFaults([{ point: "merge", effect: { kind: "trap" } }]);
  expect(() => faultPoint("merge")).toThrow(expect.objectContaining({ name: "RuntimeError" }));
});
