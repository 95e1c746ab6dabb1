import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { compareCommand, parseCompareArguments } from "../commands/compare.ts";
import type { BenchRecord } from "../record.ts";
import { testRecord, testReport } from "../report/testing/records.ts";
import { compareRecords } from "./compare-records.ts";

/** A record with these warm runs, the median in the middle. */
function timed(query: string, warmSeconds: readonly number[], given: Partial<BenchRecord> = {}): BenchRecord {
  const medianSeconds = warmSeconds[warmSeconds.length >> 1]!;
  return testRecord({ query, engine: "millrace", warmSeconds, medianSeconds, ...given });
}

const limits = { threshold: 1.1, measure: "warm" } as const;

describe("two runs compared", () => {
  it("tell a regression from noise by the scatter of the single runs [BEN-16]", () => {
    const old = [timed("steady", [0.99, 1, 1.01]), timed("shaky", [0.8, 1, 1.2]), timed("q3", [1]), timed("q4", [1])];
    const now = [
      timed("steady", [1.19, 1.2, 1.21]),
      timed("shaky", [1, 1.2, 1.4]),
      timed("q3", [0.5]),
      timed("q4", [1.05]),
    ];
    const { cases } = compareRecords(old, now, limits);
    expect(cases.map(({ verdict }) => verdict)).toEqual(["regression", "noise", "improvement", "same"]);
    expect(cases[1]!.ratio).toBeCloseTo(1.2);
    expect(cases[1]!.noise).toBeCloseTo(1 + 0.2 + 0.2 / 1.2);
  });

  it("match cases by size, threads and cap too, and name what has no partner", () => {
    const old = [timed("q1", [1], { threads: 1 }), timed("q2", [1]), timed("q3", [1], { size: 1 })];
    const now = [
      timed("q1", [1], { threads: 2 }),
      timed("q2", [1], { answer: "differs" }),
      timed("q3", [1], { size: 1 }),
    ];
    const { cases, broken, missing, added } = compareRecords(old, now, limits);
    expect([cases, broken, missing, added].map((list) => list.length)).toEqual([1, 1, 1, 1]);
    expect(broken[0]).toMatchObject({ query: "q2", answer: "differs" });
  });

  it("compare the peak of memory without a noise bound", () => {
    const [old, now] = [timed("q1", [1, 9], { peakRssMiB: 100 }), timed("q1", [1, 9], { peakRssMiB: 120 })];
    const { cases } = compareRecords([old], [now], { threshold: 1.1, measure: "peak" });
    expect(cases).toMatchObject([{ ratio: 1.2, noise: 1, verdict: "regression" }]);
  });
});

describe("bench compare", () => {
  let folder: string;
  let printed: string[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "millrace-compare-"));
    printed = [];
    vi.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line));
  });

  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
  });

  function file(name: string, records: readonly BenchRecord[], hash = "00ff"): string {
    const report = testReport(records);
    const path = join(folder, name);
    const header = { ...report.header, dataHashes: { tpch: { lineitem: hash } } };
    writeFileSync(path, JSON.stringify({ ...report, header }));
    return path;
  }

  it("ends with 1 on a regression beyond the threshold, with 0 otherwise [BEN-16]", () => {
    const [old, now] = [file("old.json", [timed("q1", [1])]), file("new.json", [timed("q1", [1.3])])];
    expect(compareCommand([old, now])).toBe(1);
    expect(printed.join("\n")).toMatch(/tpch q1 millrace, 2 threads +1000\.0 ms +1300\.0 ms +1\.30 +– {2}WORSE/);
    expect(compareCommand([old, now, "--threshold", "1.5"])).toBe(0);
    expect(compareCommand([now, old])).toBe(0);
  });

  it("does not fail for an engine that serves as control, and does for a broken answer", () => {
    const control = { engine: "duckdb" };
    const [old, slower] = [file("a.json", [timed("q1", [1], control)]), file("b.json", [timed("q1", [3], control)])];
    expect(compareCommand([old, slower])).toBe(0);
    expect(printed.join("\n")).toContain("geometric mean tpch duckdb: 3.000 over 1  (control");
    expect(compareCommand([old, slower, "--engines", "duckdb"])).toBe(1);
    const right = file("c.json", [timed("q1", [1])]);
    const wrong = file("d.json", [timed("q1", [1], { answer: "differs", difference: "3 rows" })]);
    expect(compareCommand([right, wrong])).toBe(1);
    expect(printed.join("\n")).toContain("BROKEN  tpch q1 millrace, 2 threads: differs: 3 rows");
  });

  it("does not compare suites whose data differ", () => {
    const [old, now] = [file("old.json", [timed("q1", [1])]), file("new.json", [timed("q1", [3])], "1234")];
    expect(compareCommand([old, now])).toBe(0);
    expect(printed).toContain("Not compared: tpch, whose data differ.");
  });

  it("says what is wrong with its arguments and files", () => {
    expect(() => parseCompareArguments(["one.json"])).toThrow("Which two files?");
    expect(() => parseCompareArguments(["a", "b", "--measure", "speed"])).toThrow('warm, cold, peak, not "speed"');
    expect(() => parseCompareArguments(["a", "b", "--threshold", "0.9"])).toThrow("at least 1");
    const other = join(folder, "other.json");
    writeFileSync(other, "[]");
    expect(() => compareCommand([other, other])).toThrow("Not a file that --json wrote");
  });
});
