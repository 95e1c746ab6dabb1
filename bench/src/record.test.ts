import { describe, expect, it } from "vitest";
import type { CaseOutcome } from "./case.ts";
import { failedRecord, finishedRecord } from "./record.ts";
import { makeReport } from "./report/bench-report.ts";
import { summaryLines, tableLine } from "./table.ts";

const name = { suite: "tpch", query: "q1", engine: "duckdb", threads: 2, memoryLimit: null };
const outcome: CaseOutcome = {
  version: "2.0.0",
  rows: 4,
  coldSeconds: 0.3,
  warmSeconds: [0.1, 0.3, 0.2],
  userSeconds: 0.3,
  systemSeconds: 0.1,
  peakRssMiB: 120.4,
  startRssMiB: 60,
  bytesRead: 5_000_000,
  bytesWritten: 0,
  answerPath: "/tmp/answer.json",
};

describe("records of cases", () => {
  it("carry time, memory and the median of the warm runs, not the answer's path [BEN-04] [BEN-05]", () => {
    const record = finishedRecord(name, [outcome], null);
    expect(record).toMatchObject({ ...name, medianSeconds: 0.2, coldSeconds: 0.3, peakRssMiB: 120.4, answer: "ok" });
    expect(record).not.toHaveProperty("answerPath");
    expect(record).not.toHaveProperty("difference");
  });

  it("keep the cold run out of the median, and put the rounds together [BEN-14]", () => {
    const second = { ...outcome, coldSeconds: 0.5, warmSeconds: [0.4, 0.6], peakRssMiB: 140 };
    const record = finishedRecord(name, [outcome, second], null);
    expect(record).toMatchObject({ coldSeconds: 0.4, coldRuns: [0.3, 0.5], medianSeconds: 0.3, peakRssMiB: 140 });
    expect(record.warmSeconds).toEqual([0.1, 0.3, 0.2, 0.4, 0.6]);
  });

  it("count rows of the input for each second of a warm run, or of the cold one [BEN-06]", () => {
    const sized = { ...name, inputRows: 600 };
    expect(finishedRecord(sized, [outcome], null).rowsPerSecond).toBe(600 / 0.2);
    expect(finishedRecord(sized, [{ ...outcome, warmSeconds: [] }], null).rowsPerSecond).toBe(600 / 0.3);
  });

  it("say what differs or failed, in the table too", () => {
    const differs = finishedRecord(name, [outcome], "3 rows instead of 4");
    expect(differs.answer).toBe("differs");
    expect(tableLine(differs)).toContain("differs: 3 rows instead of 4");
    const failed = failedRecord(name, "killed by SIGKILL");
    expect(failed).toMatchObject({ answer: "failed: killed by SIGKILL", coldSeconds: null, rows: null });
    expect(tableLine(failed)).toContain("killed by SIGKILL");
  });

  it("are summed up by suite and engine, failures counted", () => {
    const lines = summaryLines([
      finishedRecord(name, [outcome], null),
      failedRecord({ ...name, query: "q2" }, "crashed"),
    ]);
    expect(lines).toEqual([expect.stringContaining("1 of 2 ok")]);
  });

  it("stand in a report with machine, versions, seeds and data hashes [BEN-13] [BEN-15]", () => {
    const machine = { cpu: "x", cpus: 2, memoryMiB: 1024, system: "linux", node: "v24" };
    const facts = {
      suite: "tpch",
      size: 1,
      seeds: { data: 42 },
      dataHashes: { lineitem: "00ff" },
      dataBytes: { lineitem: 7 },
    };
    const report = makeReport(
      ["--suite", "tpch"],
      machine,
      [facts],
      [finishedRecord(name, [outcome], null)],
      new Date(0),
    );
    expect(report.header).toEqual({
      date: "1970-01-01T00:00:00.000Z",
      command: ["--suite", "tpch"],
      machine,
      versions: { duckdb: "2.0.0" },
      sizes: { tpch: 1 },
      seeds: { tpch: { data: 42 } },
      dataHashes: { tpch: { lineitem: "00ff" } },
    });
    expect(report.records).toHaveLength(1);
  });
});
