import { expect, test } from "vitest";
import { parsePath, pathText } from "./config-path.ts";

test("paths are written and read the same way", () => {
  for (const path of [
    ["a"],
    ["a", "b"],
    ["transforms", 1, "aggregations", 0, "function"],
    ["inputs", "my vitals", "path"],
  ]) {
    expect(parsePath(pathText(path))).toEqual(path);
  }
  expect(pathText(["transforms", 1, "keys", 0])).toBe("transforms[1].keys[0]");
  expect(parsePath("transforms.1.how")).toEqual(["transforms", 1, "how"]);
});

test("what is no path is null", () => {
  for (const text of ["", ".", ".a", "a..b", "a.", "a[x]", "a.[0]", "a b", "[0]a"])
    expect([text, parsePath(text)]).toEqual([text, null]);
});
