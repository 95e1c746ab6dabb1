import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readExamples, runExample } from "./support/examples.ts";

let folder: string;
const before = process.cwd();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-readme-"));
  process.chdir(folder);
});

afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

test("the example of README.md prints what it says", async () => {
  const [example] = readExamples("README.md");
  expect(await runExample(example!.code)).toBe(example!.expected);
});
