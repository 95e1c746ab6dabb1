import { describe, expect, it } from "vitest";
import type { BenchRecord } from "./record.ts";
import { suiteNotes } from "./suite-notes.ts";

function record(engine: string, query: string, seconds: number): BenchRecord {
  return {
    suite: query.startsWith("scan") ? "formats" : "headline",
    query,
    engine,
    version: "1",
    threads: 2,
    memoryLimit: null,
    rows: 1,
    coldSeconds: 9,
    warmSeconds: [seconds],
    medianSeconds: seconds,
    peakRssMiB: 300,
    startRssMiB: 100,
    userSeconds: 1,
    systemSeconds: 0,
    bytesRead: 0,
    answer: "ok",
  };
}

const facts = { size: 1, seeds: {}, dataHashes: {} };

describe("notes under a suite's table", () => {
  it("headline: seconds, both kinds of memory and the ratio to the fastest [BEN-01]", () => {
    const records = [
      record("eager", "mean-csv", 32),
      record("millrace", "mean-csv", 2),
      record("pandas", "mean-csv", 8),
    ];
    const lines = suiteNotes({ suite: "headline", dataBytes: {}, ...facts }, records);
    expect(lines.slice(2)).toEqual([
      "| millrace | 2.00 | 315 | 210 | 1.0 |",
      "| pandas | 8.00 | 315 | 210 | 4.0 |",
      "| eager | 32.00 | 315 | 210 | 16.0 |",
    ]);
    expect(lines[0]).toContain("memory_mb: peak of the process | memory_mb: added by the query");
  });

  it("formats: how much smaller Parquet is than CSV, and how much faster it is read [BEN-23]", () => {
    const dataBytes = { csv: 500e6, snappy: 200e6, gzip: 125e6 };
    const records = [record("millrace", "scan-csv", 0.6), record("millrace", "scan-snappy", 0.2)];
    expect(suiteNotes({ suite: "formats", dataBytes, ...facts }, records)).toEqual([
      "snappy: 200 MB, 2.50 times smaller than CSV (500 MB)",
      "gzip: 125 MB, 4.00 times smaller than CSV (500 MB)",
      "millrace: 3.00 times faster from Parquet (snappy) than from CSV",
    ]);
  });
});
