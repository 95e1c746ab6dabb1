import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Publication } from "./publication.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-publication-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const listed = (): string[] => readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();

test("files appear together on commit, replacing older ones", () => {
  writeFileSync(join(folder, "a"), "old");
  const publication = new Publication();
  writeFileSync(publication.stage(join(folder, "a")), "new a");
  writeFileSync(publication.stage(join(folder, "deep/er/b")), "new b");
  expect(readFileSync(join(folder, "a"), "utf8")).toBe("old");
  publication.commit();
  expect(readFileSync(join(folder, "a"), "utf8")).toBe("new a");
  expect(listed()).toEqual(["a", "deep", "deep/er", "deep/er/b"]);
});

test("abort leaves neither files nor folders", () => {
  writeFileSync(join(folder, "a"), "old");
  using publication = new Publication();
  writeFileSync(publication.stage(join(folder, "a")), "new");
  writeFileSync(publication.stage(join(folder, "deep/b")), "new");
  publication.abort();
  expect(listed()).toEqual(["a"]);
  expect(readFileSync(join(folder, "a"), "utf8")).toBe("old");
});

test("a file that was never written takes back those before it", () => {
  writeFileSync(join(folder, "a"), "old");
  const publication = new Publication();
  writeFileSync(publication.stage(join(folder, "a")), "new");
  writeFileSync(publication.stage(join(folder, "c")), "new");
  publication.stage(join(folder, "missing"));
  expect(() => publication.commit()).toThrow(/missing/);
  expect(listed()).toEqual(["a"]);
  expect(readFileSync(join(folder, "a"), "utf8")).toBe("old");
});

test("a folder is no target", () => {
  mkdirSync(join(folder, "d"));
  using publication = new Publication();
  expect(() => publication.stage(join(folder, "d"))).toThrow(/it is a folder/);
});
