import type { ReadCounters, ScanPlan } from "@millrace/formats";
import { describe, expect, it } from "vitest";
import type { ReadMorsel } from "./scan-ledger.ts";
import { ScanLedger } from "./scan-ledger.ts";

const plan: ScanPlan = {
  morsels: [
    { file: 0, estimatedRows: 100, byteLength: 1000 },
    { file: 0, estimatedRows: 50, byteLength: 500 },
  ],
  ledger: { totalBytes: 2000, totalRows: 200, pruned: [{ reason: "statistics", rows: 50, bytes: 500 }] },
  codedColumns: [],
  estimatedRows: 150,
  shared: null,
};

function read(
  morsel: number,
  rows: number,
  bytesRead: number,
  more: Partial<ReadMorsel & ReadCounters> = {},
): ReadMorsel {
  const { complete = true, bytesSkipped = {}, rejectedRows = 0 } = more;
  const counters = { bytesRead, bytesSkipped, rows, rowsSkipped: {}, rejectedRows, firstRejected: [] };
  return { morsel, counters, complete };
}

const open = (limit: number | null = null, of: ScanPlan = plan): ScanLedger =>
  new ScanLedger(of, "x.parquet", 1, limit);

describe("the ledger of a scan", () => {
  it("balances what was read, pruned and passed over", () => {
    const ledger = open();
    ledger.enter([read(1, 50, 200, { bytesSkipped: { page: 300 } })]);
    ledger.enter([read(0, 100, 1100, { rejectedRows: 3 })]);
    expect(ledger.close(0, 150, false)).toEqual({
      pipeline: 0,
      source: "x.parquet",
      files: 1,
      totalBytes: 2000,
      bytesRead: 1200,
      bytesPruned: 800,
      bytesNotReached: 0,
      bytesReadBeside: 100,
      totalRows: 200,
      rowsRead: 150,
      rowsPruned: 50,
      rowsNotReached: 0,
      rejected: 3,
      firstRejected: [],
      pruned: [
        { reason: "statistics", rows: 50, bytes: 500 },
        { reason: "page", rows: 0, bytes: 300 },
      ],
    });
  });

  it("counts what a limit left", () => {
    const ledger = open(60);
    ledger.enter([read(0, 60, 700, { complete: false })]);
    expect(ledger.close(0, 60, false)).toMatchObject({ rowsRead: 60, rowsNotReached: 90, bytesNotReached: 800 });
  });

  it.each<[string, (ledger: ScanLedger) => unknown, RegExp]>([
    ["a morsel that nobody read", (ledger) => ledger.enter([read(0, 100, 1000)]), /Morsel 1 of 2 was not read/],
    ["a morsel read twice", (ledger) => ledger.enter([read(0, 100, 1000), read(0, 100, 1000)]), /read twice/],
    [
      "a morsel left half-way",
      (ledger) => ledger.enter([read(0, 100, 1000), read(1, 20, 500, { complete: false })]),
      /Morsel 1/,
    ],
    ["bytes that are nowhere", (ledger) => ledger.enter([read(0, 100, 1000), read(1, 50, 499)]), /1 bytes unaccounted/],
    [
      "rows that are missing",
      (ledger) => ledger.enter([read(0, 99, 1000), read(1, 50, 500)]),
      /100 rows, and 99 were read/,
    ],
    [
      "rows that did not reach the pipeline",
      (ledger) => ledger.enter([read(0, 100, 1000), read(1, 50, 500)]),
      /150 rows were read, and 149/,
    ],
  ])("finds %s", (_, enter, message) => {
    const ledger = open();
    expect(() => {
      enter(ledger);
      ledger.close(0, 149, false);
    }).toThrow(message);
  });

  it("finds a plan that does not add up", () => {
    const bytes = open(null, { ...plan, ledger: { ...plan.ledger, totalBytes: 2001 } });
    const rows = open(null, { ...plan, ledger: { ...plan.ledger, totalRows: 201 } });
    for (const ledger of [bytes, rows]) ledger.enter([read(0, 100, 1000), read(1, 50, 500)]);
    expect(() => bytes.close(0, 150, false)).toThrow("2000 of 2001 bytes");
    expect(() => rows.close(0, 150, false)).toThrow("200 of 201 rows");
  });
});
