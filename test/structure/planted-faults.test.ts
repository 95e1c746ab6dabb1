import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { plantedFaults, provingTests } from "../../scripts/planted-faults.ts";

const root = join(import.meta.dirname, "../..");

function occurrences(file: string, text: string): number {
  const path = join(root, file);
  return existsSync(path) ? readFileSync(path, "utf8").split(text).length - 1 : 0;
}

test.each(plantedFaults)("the sources have exactly one place for the fault: $name", ({ file, find, replace }) => {
  expect(occurrences(file, find)).toBe(1);
  expect(replace).not.toBe(find);
});

test("every test that proves faults exists and has one", () => {
  for (const [name, { file }] of Object.entries(provingTests)) {
    expect([file, existsSync(join(root, file))]).toEqual([file, true]);
    expect([name, plantedFaults.some((fault) => fault.test === name)]).toEqual([name, true]);
  }
});
