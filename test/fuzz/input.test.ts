import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { writeGoodFiles } from "./input/good-files.ts";
import type { Outcome } from "./input/outcome.ts";
import { randomOf } from "./input/run-mutation.ts";
import { runMutations } from "./input/run-mutations.ts";

// A sample of `npm run fuzz`, over the project's own files; the command adds those of the corpora, and 20,000 mutations.

const SEED = 7;
const MUTATIONS = 500;
const folder = mkdtempSync(join(tmpdir(), "millrace-fuzz-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(`${MUTATIONS} damaged files end in a typed error or in right rows`, { timeout: 400_000 }, async () => {
  const changed = join(folder, "changed");
  mkdirSync(changed);
  const files = await writeGoodFiles(join(folder, "good"), null);
  const outcomes: Outcome[] = [];
  const run = { files, folder: changed, seed: SEED, from: 0, to: MUTATIONS, keep: false };
  await runMutations(run, (outcome) => outcomes.push(outcome));
  const again = `npm run fuzz -- --no-corpora --seed ${SEED} --mutation`;
  const faults = outcomes.filter(({ kind }) => kind === "fault");
  expect(faults.map(({ index, title, text }) => `${title}: ${text} (${again} ${index})`)).toEqual([]);
  expect(outcomes).toHaveLength(MUTATIONS);
  // Both ends are reached, so that the sample proves something.
  for (const kind of ["read", "error"]) {
    expect(outcomes.filter((outcome) => outcome.kind === kind).length).toBeGreaterThan(100);
  }
});

test("a mutation is the same every time, and another one is not", () => {
  const first = (seed: number, index: number): number => randomOf(seed, index).float();
  expect(first(3, 5)).toBe(first(3, 5));
  expect(new Set([first(3, 5), first(3, 6), first(4, 5)]).size).toBe(3);
});
