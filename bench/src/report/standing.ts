// How engines stand to one another: what tables, charts and Markdown of a report are made of.

import type { BenchRecord } from "../record.ts";
import { geometricMean } from "../statistics.ts";
import { PEERS } from "../validity/known-times.ts";
import { sizeText, threadsText } from "./units.ts";

/** What is compared: seconds of the first query of a process, seconds of the later ones, or the peak of its memory. */
export type Measure = "warm" | "cold" | "peak";

export const measures: readonly Measure[] = ["warm", "cold", "peak"];

/** The engine that is held against the others. */
export const SUBJECT = "millrace";

/** The engines that the subject is held against, where a report has any of them; else all others. */
const peers: ReadonlySet<string> = new Set(PEERS);

/** The value of a measure: seconds or MiB; null where there is none, or where the answer is not right. */
export function measured(record: BenchRecord, measure: Measure): number | null {
  if (record.answer !== "ok") return null;
  if (measure === "warm") return record.medianSeconds;
  return measure === "cold" ? record.coldSeconds : record.peakRssMiB;
}

/** The same work on several engines: one row of a table. */
export interface CaseRow {
  readonly suite: string;
  /** The query, and what else tells it from other rows of its suite. */
  readonly label: string;
  readonly records: readonly BenchRecord[];
}

/** Puts records of the same work together, in the order in which they came. */
export function caseRows(records: readonly BenchRecord[]): readonly CaseRow[] {
  return [...Map.groupBy(records, ({ suite }) => suite)].flatMap(([suite, own]) => {
    const label = labelOf(own);
    return [...Map.groupBy(own, label)].map(([name, group]) => ({ suite, label: name, records: group }));
  });
}

/** Names cases by their query, and by size, threads and memory limit where a suite has several of them. */
function labelOf(records: readonly BenchRecord[]): (record: BenchRecord) => string {
  const varies = (of: (record: BenchRecord) => unknown): boolean => new Set(records.map(of)).size > 1;
  const size = varies((record) => record.size);
  const threads = varies((record) => record.threads);
  const limit = varies((record) => record.memoryLimit);
  return (record) =>
    [
      record.query,
      ...(size && record.size !== undefined ? [sizeText(record.size)] : []),
      ...(threads ? [threadsText(record.threads)] : []),
      ...(limit && record.memoryLimit !== null ? [`in ${Math.round(record.memoryLimit / 1e6)} MB`] : []),
    ].join(", ");
}

/** What an engine did in a suite. */
export interface Standing {
  readonly suite: string;
  readonly engine: string;
  readonly numCases: number;
  readonly numRight: number;
  /** Processors in use while queries ran warm, of right answers; null where there are none. */
  readonly cpus: number | null;
  /** Of right answers; null where there are none. */
  readonly sum: Readonly<Record<Measure, number | null>>;
  readonly mean: Readonly<Record<Measure, number | null>>;
  readonly largest: Readonly<Record<Measure, number | null>>;
}

/** One standing for each suite and engine. */
export function standings(records: readonly BenchRecord[]): readonly Standing[] {
  const groups = Map.groupBy(records, ({ suite, engine }) => `${suite} ${engine}`);
  return [...groups.values()].map((group) => {
    const { suite, engine } = group[0]!;
    const each = (fold: (values: readonly number[]) => number | null): Standing["sum"] => {
      const of = (measure: Measure): number | null => fold(group.flatMap((record) => measured(record, measure) ?? []));
      return { warm: of("warm"), cold: of("cold"), peak: of("peak") };
    };
    return {
      suite,
      engine,
      numCases: group.length,
      numRight: group.filter(({ answer }) => answer === "ok").length,
      cpus: cpusInUse(group),
      sum: each((values) => (values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0))),
      mean: each(geometricMean),
      largest: each((values) => (values.length === 0 ? null : Math.max(...values))),
    };
  });
}

function cpusInUse(records: readonly BenchRecord[]): number | null {
  let wall = 0;
  let busy = 0;
  for (const { answer, medianSeconds, coldSeconds, userSeconds, systemSeconds } of records) {
    if (answer !== "ok" || userSeconds === null || systemSeconds === null) continue;
    wall += medianSeconds ?? coldSeconds ?? 0;
    busy += userSeconds + systemSeconds;
  }
  return wall === 0 ? null : busy / wall;
}

/** The subject's value over the best of its peers in one case: below 1 the subject is ahead. */
export interface PeerRatio {
  readonly suite: string;
  readonly label: string;
  readonly ratio: number;
  readonly own: number;
  readonly best: number;
  /** The peer that was best. */
  readonly peer: string;
}

/** The ratios of all valid cases in which the subject and a peer gave the right answer. */
export function peerRatios(records: readonly BenchRecord[], measure: Measure): readonly PeerRatio[] {
  const present = new Set(records.map(({ engine }) => engine));
  const isPeer = (engine: string): boolean => (peers.isDisjointFrom(present) ? engine !== SUBJECT : peers.has(engine));
  return caseRows(records).flatMap(({ suite, label, records: row }) => {
    if (row.some(({ invalid }) => invalid !== undefined)) return [];
    const own = row.find(({ engine }) => engine === SUBJECT);
    const value = own === undefined ? null : measured(own, measure);
    const rivals = row
      .filter(({ engine }) => isPeer(engine))
      .flatMap((record) => {
        const rival = measured(record, measure);
        return rival === null ? [] : [{ peer: record.engine, best: rival }];
      })
      .toSorted((a, b) => a.best - b.best);
    if (value === null || rivals[0] === undefined) return [];
    return [{ suite, label, own: value, ratio: value / rivals[0].best, ...rivals[0] }];
  });
}

/** The names of a report's engines: the subject first, then in the order in which they came. */
export function engineNames(records: readonly BenchRecord[]): readonly string[] {
  const names = [...new Set(records.map(({ engine }) => engine))];
  return [...names.filter((name) => name === SUBJECT), ...names.filter((name) => name !== SUBJECT)];
}
