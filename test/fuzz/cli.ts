// `npm run fuzz -- --mutations N --seed S`: good Parquet and CSV files with something wrong in them. Each one must end in a typed
// error that names the file and the place, or in rows on which two ways of reading agree; within 5 seconds of processor time, under the memory
// limit. Prints each fault with how to repeat it (`--seed S --mutation I`); exits with 1 if there was one.

import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeGoodFiles } from "./input/good-files.ts";
import type { Outcome } from "./input/outcome.ts";
import { runMutations } from "./input/run-mutations.ts";

const usage = "Usage: npm run fuzz -- [--mutations N] [--seed S] [--mutation I] [--no-corpora]";
const DEFAULT_MUTATIONS = 20_000;
/** How often a long run says where it is. */
const PROGRESS_STEP = 2000;
const corpora = process.env["MILLRACE_CORPORA"] ?? join(import.meta.dirname, "../../../shared/corpora");

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`--${name} takes a whole number, not ${text}`);
  return value;
}

async function main(): Promise<number> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: { mutations: text, seed: text, mutation: text, "no-corpora": { type: "boolean" } },
  });
  const seed = wholeNumber("seed", values.seed) ?? 1;
  const only = wholeNumber("mutation", values.mutation);
  const from = only ?? 0;
  const to = only === undefined ? (wholeNumber("mutations", values.mutations) ?? DEFAULT_MUTATIONS) : only + 1;
  const hasCorpora = values["no-corpora"] !== true && existsSync(join(corpora, "MANIFEST.tsv"));
  if (!hasCorpora) console.log("Without the files of the corpora");
  const folder = mkdtempSync(join(tmpdir(), "millrace-fuzz-"));
  const changed = join(folder, "changed");
  mkdirSync(changed);
  const counts = new Map<string, number>();
  let numFaults = 0;
  let peakMiB = 0;
  const visit = (outcome: Outcome): void => {
    const { index, title, kind, text: what } = outcome;
    // Memory errors differ in their numbers.
    const key = kind === "error" ? `error ${what.split(" ")[0]}` : kind;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    peakMiB = Math.max(peakMiB, outcome.peakMiB);
    if ((index + 1) % PROGRESS_STEP === 0) console.error(`${index + 1} of ${to}`);
    if (only !== undefined || kind === "fault") console.log(`${index} ${title}: ${kind} ${what}`);
    if (kind !== "fault") return;
    numFaults++;
    console.log(`  again: npm run fuzz -- --seed ${seed} --mutation ${index}${hasCorpora ? "" : " --no-corpora"}`);
  };
  try {
    const files = await writeGoodFiles(join(folder, "good"), hasCorpora ? corpora : null);
    await runMutations({ files, folder: changed, seed, from, to, keep: only !== undefined }, visit);
  } finally {
    if (only === undefined) rmSync(folder, { recursive: true, force: true });
    else console.log(`The file is in ${changed}`);
  }
  for (const [key, count] of [...counts].sort()) console.log(`${String(count).padStart(7)} ${key}`);
  console.log(`${to - from} mutations, ${numFaults} faults, peak ${Math.round(peakMiB)} MiB`);
  return numFaults === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n${usage}`);
  process.exitCode = 2;
}
