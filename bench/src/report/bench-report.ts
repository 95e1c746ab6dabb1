import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { MachineFacts } from "../machine.ts";
import type { BenchRecord } from "../record.ts";
import type { SuiteFacts } from "../run-suite.ts";

/** The content of a file that `--json` writes. */
export interface BenchReport {
  readonly header: {
    readonly date: string;
    readonly command: readonly string[];
    readonly machine: MachineFacts;
    /** Engine → version. */
    readonly versions: Readonly<Record<string, string>>;
    /** Suite → scale factor or rows. */
    readonly sizes: Readonly<Record<string, number>>;
    /** Suite → generator → seed. */
    readonly seeds: Readonly<Record<string, Readonly<Record<string, number>>>>;
    /** Suite → table → SHA-256. */
    readonly dataHashes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  readonly records: readonly BenchRecord[];
}

/** Puts a report together. */
export function makeReport(
  command: readonly string[],
  machine: MachineFacts,
  suites: readonly SuiteFacts[],
  records: readonly BenchRecord[],
  date: Date,
): BenchReport {
  const versions = Object.fromEntries(
    records.flatMap(({ engine, version }) => (version === null ? [] : [[engine, version] as const])),
  );
  const bySuite = <K extends "size" | "seeds" | "dataHashes">(key: K): Record<string, SuiteFacts[K]> =>
    Object.fromEntries(suites.map((facts) => [facts.suite, facts[key]]));
  const header = {
    date: date.toISOString(),
    command,
    machine,
    versions,
    sizes: bySuite("size"),
    seeds: bySuite("seeds"),
    dataHashes: bySuite("dataHashes"),
  };
  return { header, records };
}

/** Writes a report as JSON, its folder included. */
export function writeReport(path: string, report: BenchReport): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
}
