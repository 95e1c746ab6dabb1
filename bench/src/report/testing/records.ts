import type { BenchRecord } from "../../record.ts";
import type { BenchReport } from "../bench-report.ts";

/** A record of tests: a right answer, unless `given` says otherwise. */
export function testRecord(given: Partial<BenchRecord> & Pick<BenchRecord, "query" | "engine">): BenchRecord {
  return {
    suite: "tpch",
    version: "1.0",
    threads: 2,
    memoryLimit: null,
    rows: 4,
    coldSeconds: 0.4,
    warmSeconds: [0.2],
    medianSeconds: 0.2,
    peakRssMiB: 100,
    userSeconds: 0.3,
    systemSeconds: 0.01,
    bytesRead: 1000,
    answer: "ok",
    ...given,
  };
}

/** A failed record of tests. */
export function failedTestRecord(given: Partial<BenchRecord> & Pick<BenchRecord, "query" | "engine">): BenchRecord {
  const nothing = { rows: null, coldSeconds: null, medianSeconds: null, peakRssMiB: null, bytesRead: null };
  return testRecord({ ...nothing, warmSeconds: [], version: null, answer: "failed: out of memory", ...given });
}

/** A report over the records, of a machine of tests. */
export function testReport(records: readonly BenchRecord[]): BenchReport {
  return {
    header: {
      date: "2026-01-02T03:04:05.000Z",
      command: ["--suite", "tpch", "--json", "/tmp/a.json"],
      machine: { cpu: "Test CPU", cpus: 2, memoryMiB: 1024, system: "linux", node: "v24.0.0", load: 0.5 },
      versions: { millrace: "0.1.0", duckdb: "2.0.0" },
      sizes: { tpch: 1 },
      seeds: { tpch: { rows: 42 } },
      dataHashes: { tpch: { lineitem: "00ff" } },
    },
    records,
  };
}
