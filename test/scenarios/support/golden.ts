import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

const folder = join(import.meta.dirname, "../golden");

/**
 * Compares a text with test/scenarios/golden/NAME.txt. With UPDATE_GOLDEN=1 in the environment the file is written instead:
 * read the difference before it is committed.
 * @param replace texts that differ from run to run, with what stands for them
 */
export function expectGolden(name: string, text: string, replace: Readonly<Record<string, string>> = {}): void {
  let shown = `${text.trimEnd()}\n`;
  for (const [from, to] of Object.entries(replace)) shown = shown.replaceAll(from, to);
  const path = join(folder, `${name}.txt`);
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(path, shown);
  const expected = existsSync(path) ? readFileSync(path, "utf8") : "(there is no such file: run with UPDATE_GOLDEN=1)";
  expect(shown).toBe(expected);
}
