// What the table of a suite does not say by itself: ratios that are the point of the suite.

import type { BenchRecord } from "./record.ts";
import type { SuiteFacts } from "./run-suite.ts";

/** Lines to print after the table of a suite; none for most. */
export function suiteNotes(facts: SuiteFacts, records: readonly BenchRecord[]): readonly string[] {
  const own = records.filter(({ suite }) => suite === facts.suite);
  if (facts.suite === "headline") return headlineLines(own);
  if (facts.suite === "formats") return [...sizeLines(facts.dataBytes), ...speedLines(own)];
  return [];
}

/** Engine, seconds, the peak of the process and what the query added to it, and how many times the fastest it took. */
function headlineLines(records: readonly BenchRecord[]): readonly string[] {
  const timed = records.flatMap((record) => {
    const seconds = record.medianSeconds ?? record.coldSeconds;
    return record.answer === "ok" && seconds !== null ? [{ ...record, seconds }] : [];
  });
  const fastest = Math.min(...timed.map(({ seconds }) => seconds));
  const head =
    "| engine | seconds | memory_mb: peak of the process | memory_mb: added by the query | times the fastest |";
  const rows = timed
    .toSorted((a, b) => a.seconds - b.seconds)
    .map(({ engine, seconds, peakRssMiB, startRssMiB }) => {
      const peak = megabytes(peakRssMiB ?? 0);
      const added = megabytes((peakRssMiB ?? 0) - (startRssMiB ?? 0));
      return `| ${engine} | ${seconds.toFixed(2)} | ${peak} | ${added} | ${(seconds / fastest).toFixed(1)} |`;
    });
  return [head, "| --- | --- | --- | --- | --- |", ...rows];
}

function megabytes(mebibytes: number): string {
  return ((mebibytes * 1024 ** 2) / 1e6).toFixed(0);
}

/** How much smaller each file is than the CSV file of the same rows. */
function sizeLines(bytes: SuiteFacts["dataBytes"]): readonly string[] {
  const { csv } = bytes;
  if (csv === undefined) return [];
  const others = Object.entries(bytes).filter(([table]) => table !== "csv");
  return others.map(([table, size]) => {
    return `${table}: ${(size / 1e6).toFixed(0)} MB, ${(csv / size).toFixed(2)} times smaller than CSV (${(csv / 1e6).toFixed(0)} MB)`;
  });
}

/** How much faster each engine reads the snappy Parquet file than the CSV file. */
function speedLines(records: readonly BenchRecord[]): readonly string[] {
  const seconds = (engine: string, query: string): number | null => {
    const record = records.find((each) => each.engine === engine && each.query === query && each.answer === "ok");
    return record === undefined ? null : (record.medianSeconds ?? record.coldSeconds);
  };
  return [...new Set(records.map(({ engine }) => engine))].flatMap((engine) => {
    const [csv, parquet] = [seconds(engine, "scan-csv"), seconds(engine, "scan-snappy")];
    if (csv === null || parquet === null) return [];
    return [`${engine}: ${(csv / parquet).toFixed(2)} times faster from Parquet (snappy) than from CSV`];
  });
}
