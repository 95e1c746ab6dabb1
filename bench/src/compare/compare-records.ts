// Two runs of the same cases: what became slower or larger, and what is only noise.

import type { BenchRecord } from "../record.ts";
import { caseKey } from "../report/bench-report.ts";
import type { Measure } from "../report/standing.ts";
import { measured } from "../report/standing.ts";

/** How much worse a case may be before it counts. */
export interface CompareLimits {
  /** 1.1: ten percent more. */
  readonly threshold: number;
  readonly measure: Measure;
}

/** "noise": beyond the threshold, but within what the runs themselves scatter. */
export type Verdict = "regression" | "improvement" | "noise" | "same";

/** A case that both runs have, with a number on both sides. */
export interface ComparedCase {
  readonly old: BenchRecord;
  readonly new: BenchRecord;
  readonly oldValue: number;
  readonly newValue: number;
  /** New over old: above 1 is slower or larger. */
  readonly ratio: number;
  /** The ratio up to which the scatter of the single runs explains a change; 1 where there are no single runs. */
  readonly noise: number;
  readonly verdict: Verdict;
}

/** What a comparison found. */
export interface Comparison {
  readonly cases: readonly ComparedCase[];
  /** Right before, and now wrong, failed or without a number. */
  readonly broken: readonly BenchRecord[];
  /** Only in the old run. */
  readonly missing: readonly BenchRecord[];
  /** Only in the new run, or without a right answer before. */
  readonly added: readonly BenchRecord[];
}

/** Compares the records of two runs, case by case. */
export function compareRecords(
  old: readonly BenchRecord[],
  now: readonly BenchRecord[],
  limits: CompareLimits,
): Comparison {
  const { measure } = limits;
  const before = new Map(old.map((record) => [caseKey(record), record]));
  const after = new Set(now.map(caseKey));
  const cases: ComparedCase[] = [];
  const broken: BenchRecord[] = [];
  const added: BenchRecord[] = [];
  for (const record of now) {
    const earlier = before.get(caseKey(record));
    const oldValue = earlier === undefined ? null : measured(earlier, measure);
    const newValue = measured(record, measure);
    if (earlier === undefined || oldValue === null) added.push(record);
    else if (newValue === null) broken.push(record);
    else cases.push(comparedCase(earlier, record, oldValue, newValue, limits));
  }
  return { cases, broken, missing: old.filter((record) => !after.has(caseKey(record))), added };
}

function comparedCase(
  old: BenchRecord,
  now: BenchRecord,
  oldValue: number,
  newValue: number,
  { threshold, measure }: CompareLimits,
): ComparedCase {
  const ratio = newValue / oldValue;
  const noise = 1 + scatter(old, measure) + scatter(now, measure);
  return { old, new: now, oldValue, newValue, ratio, noise, verdict: verdictOf(ratio, threshold, noise) };
}

function verdictOf(ratio: number, threshold: number, noise: number): Verdict {
  const change = Math.max(ratio, 1 / ratio);
  if (change <= threshold) return "same";
  if (change <= noise) return "noise";
  return ratio > 1 ? "regression" : "improvement";
}

/** Half the range of the single runs over their median. With the few runs of a benchmark the range is all that is known. */
function scatter(record: BenchRecord, measure: Measure): number {
  const { warmSeconds, medianSeconds } = record;
  if (measure !== "warm" || warmSeconds.length < 2 || medianSeconds === null) return 0;
  return (Math.max(...warmSeconds) - Math.min(...warmSeconds)) / 2 / medianSeconds;
}
