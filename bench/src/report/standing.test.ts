import { describe, expect, it } from "vitest";
import { growthCurves, threadSpeedups } from "./scaling.ts";
import { caseRows, peerRatios, standings } from "./standing.ts";
import { failedTestRecord, testRecord } from "./testing/records.ts";

const records = [
  testRecord({ query: "q1", engine: "millrace", medianSeconds: 0.2, peakRssMiB: 90 }),
  testRecord({ query: "q1", engine: "duckdb", medianSeconds: 0.1, peakRssMiB: 100 }),
  testRecord({ query: "q1", engine: "polars", medianSeconds: 0.4, peakRssMiB: 300 }),
  testRecord({ query: "q1", engine: "pandas", medianSeconds: 0.01, peakRssMiB: 30 }),
  testRecord({ query: "q2", engine: "millrace", medianSeconds: 0.2 }),
  failedTestRecord({ query: "q2", engine: "duckdb" }),
  testRecord({ query: "q2", engine: "polars", medianSeconds: 0.8, answer: "differs", difference: "3 rows" }),
];

describe("how engines stand", () => {
  it("holds the subject against the best peer, case by case", () => {
    expect(peerRatios(records, "warm")).toEqual([
      { suite: "tpch", label: "q1", own: 0.2, best: 0.1, ratio: 2, peer: "duckdb" },
    ]);
    expect(peerRatios(records, "peak")[0]).toMatchObject({ ratio: 0.9, peer: "duckdb" });
  });

  it("has no ratio for a case that is not valid", () => {
    const judged = records.map((record) => ({ ...record, invalid: "polars is slow" }));
    expect(peerRatios(judged, "warm")).toEqual([]);
  });

  it("takes every other engine for a peer where none of the three ran", () => {
    const two = records.filter(({ engine }) => engine === "millrace" || engine === "pandas");
    expect(peerRatios(two, "warm")).toMatchObject([{ label: "q1", peer: "pandas" }]);
  });

  it("sums and averages right answers only, counts them, and tells the processors in use [BEN-08]", () => {
    const polars = standings(records).find(({ engine }) => engine === "polars");
    expect(polars).toMatchObject({
      numCases: 2,
      numRight: 1,
      cpus: 0.31 / 0.4,
      sum: { warm: 0.4 },
      mean: { warm: 0.4 },
    });
    const duckdb = standings([failedTestRecord({ query: "q1", engine: "duckdb" })])[0];
    expect(duckdb).toMatchObject({ numRight: 0, sum: { warm: null }, mean: { cold: null }, largest: { peak: null } });
  });

  it("names cases by what varies in their suite", () => {
    const rows = caseRows([
      testRecord({ query: "q1", engine: "millrace", threads: 1, size: 1_000_000 }),
      testRecord({ query: "q1", engine: "millrace", threads: 2, size: 2_000_000, memoryLimit: 128e6 }),
      testRecord({ suite: "csv", query: "count", engine: "millrace" }),
    ]);
    expect(rows.map(({ label }) => label)).toEqual([
      "q1, 1 M rows, 1 thread",
      "q1, 2 M rows, 2 threads, in 128 MB",
      "count",
    ]);
  });
});

describe("how time grows", () => {
  const timed = (size: number, threads: number, medianSeconds: number) =>
    testRecord({ query: "q1", engine: "millrace", size, threads, medianSeconds });

  it("has an exponent over the sizes of the data [BEN-07]", () => {
    const curves = growthCurves([timed(4, 2, 1.6), timed(1, 2, 0.1), timed(2, 2, 0.4), timed(1, 1, 3)]);
    expect(curves).toHaveLength(1);
    expect(curves[0]!.exponent).toBeCloseTo(2, 10);
    expect(curves[0]!.points.map(({ size }) => size)).toEqual([1, 2, 4]);
  });

  it("shrinks with threads by a speedup", () => {
    expect(threadSpeedups([timed(1, 2, 0.5), timed(1, 1, 0.9), timed(2, 2, 7)])).toMatchObject([
      { size: 1, fromThreads: 1, threads: 2, speedup: 1.8 },
    ]);
  });
});
