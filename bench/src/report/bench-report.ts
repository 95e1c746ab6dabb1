import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
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

/** Reads what `--json` wrote; throws where a file is something else. */
export function readReport(path: string): BenchReport {
  const report = JSON.parse(readFileSync(path, "utf8")) as Partial<BenchReport> | null;
  if (report?.header?.machine === undefined || !Array.isArray(report.records)) {
    throw new Error(`Not a file that --json wrote: "${path}". It has no header and no records.`);
  }
  return report as BenchReport;
}

/** The text that two records of the same case have in common. */
export function caseKey({ suite, query, size, engine, threads, memoryLimit }: BenchRecord): string {
  return JSON.stringify([suite, query, size ?? null, engine, threads, memoryLimit]);
}

/** What makes two runs comparable: the same hardware. */
export function machineKey({ cpu, cpus, memoryMiB }: MachineFacts): string {
  return JSON.stringify([cpu, cpus, memoryMiB]);
}

/**
 * One report of several, in their order: of records of the same case the last one counts, in the place of the first. The
 * machine is that of the first report.
 */
export function mergeReports(reports: readonly BenchReport[]): BenchReport {
  const [first] = reports;
  if (first === undefined) throw new Error("There is no report to merge.");
  const elsewhere = reports.find(({ header: { machine } }) => machineKey(machine) !== machineKey(first.header.machine));
  if (elsewhere !== undefined) {
    const names = `${first.header.machine.cpu} and ${elsewhere.header.machine.cpu}`;
    throw new Error(`Runs of two machines do not make one report: ${names}. Compare ratios instead, one report each.`);
  }
  const records = new Map(reports.flatMap((report) => report.records).map((record) => [caseKey(record), record]));
  const merged = <K extends "versions" | "sizes" | "seeds" | "dataHashes">(key: K): BenchReport["header"][K] =>
    Object.assign({}, ...reports.map(({ header }) => header[key]));
  return {
    header: {
      ...first.header,
      command: reports.flatMap(({ header }, i) => (i === 0 ? header.command : ["+", ...header.command])),
      versions: merged("versions"),
      sizes: merged("sizes"),
      seeds: merged("seeds"),
      dataHashes: merged("dataHashes"),
    },
    records: [...records.values()],
  };
}
