import { describe, expect, it } from "vitest";
import type { BenchRecord } from "../record.ts";
import { isFailure, judgeCase } from "./judge.ts";

function record(engine: string, coldSeconds: number, more: Partial<BenchRecord> = {}): BenchRecord {
  return {
    suite: "csv",
    query: "q1",
    engine,
    version: "1",
    threads: 2,
    memoryLimit: null,
    rows: 1,
    coldSeconds,
    warmSeconds: [coldSeconds],
    medianSeconds: coldSeconds,
    peakRssMiB: 100,
    userSeconds: 1,
    systemSeconds: 0,
    bytesRead: 0,
    answer: "ok",
    ...more,
  };
}

const fair = [record("millrace", 0.5), record("duckdb", 1.5), record("polars", 1.2), record("datafusion", 1)] as const;

describe("judging a case", () => {
  it("accepts peers that stand to one another as they are known to", () => {
    expect(judgeCase(fair, { ownSize: true }).every((each) => each.invalid === undefined)).toBe(true);
  });

  it("refuses the case when a peer is slower than its fellows explain", () => {
    const judged = judgeCase([...fair.slice(0, 3), record("datafusion", 3)], { ownSize: true });
    expect(judged).toHaveLength(4);
    for (const each of judged)
      expect(each.invalid).toMatch(/^datafusion takes 2\.24 times as long as duckdb and polars/);
    expect(judged.every(isFailure)).toBe(true);
  });

  it("does not ask for known ratios at other sizes, on other threads, or of millrace", () => {
    const slow = [...fair.slice(0, 3), record("datafusion", 3)];
    expect(judgeCase(slow, { ownSize: false })[0]).not.toHaveProperty("invalid");
    const oneThread = slow.map((each) => ({ ...each, threads: 1 }));
    expect(judgeCase(oneThread, { ownSize: true })[0]).not.toHaveProperty("invalid");
    expect(judgeCase([record("millrace", 9), ...fair.slice(1)], { ownSize: true })[0]).not.toHaveProperty("invalid");
  });

  it("refuses the case when a peer fails without a cap, not under one", () => {
    const failed = record("polars", 1, { answer: "failed: killed by SIGKILL" });
    expect(judgeCase([fair[0], failed], { ownSize: false })[0]!.invalid).toContain("polars has no right answer");
    const capped = judgeCase([fair[0], { ...failed, memoryLimit: 128e6 }], { ownSize: false });
    expect(capped[0]).not.toHaveProperty("invalid");
  });
});

describe("what fails a run", () => {
  it("is a wrong answer or an invalid case of any engine, and any failure of millrace [BEN-11]", () => {
    expect(isFailure(record("arquero", 1, { answer: "differs" }))).toBe(true);
    expect(isFailure(record("millrace", 1, { answer: "failed: x" }))).toBe(true);
    expect(isFailure(record("duckdb", 1, { invalid: "polars is slow" }))).toBe(true);
    expect(isFailure(record("duckdb", 1))).toBe(false);
  });

  it("is not an engine that cannot be installed: that is a row with its reason [BEN-12]", () => {
    expect(isFailure(record("arquero", 1, { answer: "failed: npm install failed" }))).toBe(false);
  });
});
