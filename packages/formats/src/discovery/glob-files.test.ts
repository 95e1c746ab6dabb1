import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { InvalidArgumentError } from "@millrace/core";
import { afterAll, describe, expect, test } from "vitest";
import { globFiles } from "./glob-files.ts";

const root = mkdtempSync(join(tmpdir(), "millrace-glob-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
for (const path of ["a.csv", "b.csv", "ab.csv", ".hidden.csv", "x1.csv", "x02.csv", "[odd].csv", "a{b.csv"]) add(path);
for (const path of ["sub/a.csv", "sub/deep/a.csv", "sub/deep/b.txt", ".git/a.csv", "other/a.csv"]) add(path);
symlinkSync("sub", join(root, "link"));
symlinkSync("..", join(root, "sub/up"));

function add(path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), "");
}

const found = (pattern: string): string[] => globFiles(root, pattern).map((path) => relative(root, path));

describe("patterns", () => {
  test.each([
    ["?.csv", ["a.csv", "b.csv"]],
    ["a*.csv", ["a.csv", "ab.csv", "a{b.csv"]],
    ["*b*.csv", ["ab.csv", "a{b.csv", "b.csv"]],
    [".*.csv", [".hidden.csv"]],
    ["[ab].csv", ["a.csv", "b.csv"]],
    ["[!a].csv", ["b.csv"]],
    ["[a-b][a-b].csv", ["ab.csv"]],
    ["[[]odd].csv", ["[odd].csv"]],
    ["a{b.csv", ["a{b.csv"]],
    ["{a,b}.csv", ["a.csv", "b.csv"]],
    ["{a,{a,}b}.csv", ["a.csv", "ab.csv", "b.csv"]],
    ["x{1..3}.csv", ["x1.csv"]],
    ["x{01..12}.csv", ["x02.csv"]],
    ["{sub,other}/a.csv", ["other/a.csv", "sub/a.csv"]],
    ["{sub/deep,other}/a.csv", ["other/a.csv", "sub/deep/a.csv"]],
    ["**/a.csv", ["a.csv", "other/a.csv", "sub/a.csv", "sub/deep/a.csv"]],
    ["sub/**", ["sub/a.csv", "sub/deep/a.csv", "sub/deep/b.txt"]],
    ["sub/**/*.txt", ["sub/deep/b.txt"]],
    ["link/*.csv", ["link/a.csv"]],
    ["nothing/*.csv", []],
  ])("%s", (pattern, paths) => expect(found(pattern)).toEqual(paths));
});

describe("hostile patterns end at once", { timeout: 5000 }, () => {
  test.each([
    ["a brace for each bit", `${"{a,b}".repeat(40)}.csv`],
    ["braces in braces", `${"{a,".repeat(500)}b${"}".repeat(500)}`],
    ["stars between letters", `${"*a".repeat(200)}*z`],
    ["folders of any depth", `${"**/".repeat(200)}z`],
    ["extended patterns, which are plain characters here", `${"*(a|aa)".repeat(50)}z`],
    ["an open class", "[".repeat(1000)],
    ["a null character", "a\0*"],
  ])("%s", (_title, pattern) => expect(found(pattern)).toEqual([]));

  test.each([
    ["a long one", "*".repeat(5000)],
    ["a long range", "{1..9999999}.csv"],
    ["many ranges", "{1..900}".repeat(20)],
    ["ranges in braces", `{${"{1..900},".repeat(20)}}`],
  ])("%s is refused", (_title, pattern) => expect(() => found(pattern)).toThrow(InvalidArgumentError));
});
