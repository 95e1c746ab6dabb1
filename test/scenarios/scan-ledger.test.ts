import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { LazyFrame, ScanProfile } from "millrace";
import { col, len, readParquet, scanCsv, scanParquet } from "millrace";
import { beforeAll, describe, expect, it } from "vitest";
import { itOptimizes } from "../support/hostile-skips.ts";
import { generate, testFolder } from "./support/tables.ts";

const folder = testFolder();
const path = (name: string): string => join(folder, name);
const ROWS = 300_000;

beforeAll(async () => {
  await generate(folder, `vitals --rows ${ROWS} --patients 500 --format parquet,csv`);
  const all = await readParquet(path("vitals.parquet"));
  // One row group that is split by rows, with many pages in order of time.
  await all.writeParquet(path("one-group.parquet"), { rowGroupSize: ROWS });
  await all.writeParquet(path("groups.parquet"), { rowGroupSize: 20_000 });
  writeFileSync(path("vitals.csv.gz"), gzipSync(readFileSync(path("vitals.csv")), { level: 1 }));
  writeFileSync(path("header.csv"), "a,b\n");
  writeFileSync(path("quoted.csv"), `a,b\n${'1,"x\ny"\n'.repeat(200_000)}`);
  writeFileSync(path("no-end.csv"), "a,b\r\n1,2\r\n3,4");
});

async function ledgersOf(query: LazyFrame): Promise<readonly ScanProfile[]> {
  const one = await query.profile({ threads: 1 });
  const two = await query.profile({ threads: 2 });
  expect(two.data.equals(one.data)).toBe(true);
  for (const scan of [...one.profile.scans, ...two.profile.scans]) {
    expect(scan.bytesRead + scan.bytesPruned + scan.bytesNotReached).toBe(scan.totalBytes);
    if (scan.totalRows !== null) expect(scan.rowsRead + scan.rowsPruned + scan.rowsNotReached!).toBe(scan.totalRows);
  }
  return one.profile.scans;
}

describe("every byte and row of a scan is accounted for", () => {
  itOptimizes("[LAZ-07] of Parquet: projection leaves bytes out, split row groups or not", async () => {
    for (const name of ["vitals.parquet", "one-group.parquet", "groups.parquet"]) {
      const [whole] = await ledgersOf(scanParquet(path(name)));
      const [part] = await ledgersOf(scanParquet(path(name)).select("heart_rate"));
      expect(whole!.rowsRead).toBe(ROWS);
      expect(part!.rowsRead).toBe(ROWS);
      expect(part!.bytesRead).toBeLessThan(whole!.bytesRead / 4);
      const [none] = await ledgersOf(scanParquet(path(name)).select(len()));
      expect([none!.bytesRead, none!.rowsRead]).toEqual([0, ROWS]);
    }
  });

  itOptimizes("[LAZ-06] of Parquet: row groups and pages outside of a range are left out", async () => {
    const start = new Date(Date.UTC(2024, 11, 1));
    const counts: number[] = [];
    for (const name of ["one-group.parquet", "groups.parquet"]) {
      const query = scanParquet(path(name)).filter(col("timestamp").ge(start)).select("timestamp", "bmi");
      const [scan] = await ledgersOf(query);
      expect(scan!.rowsRead).toBeLessThan(ROWS / 4);
      expect(scan!.rowsPruned).toBeGreaterThan((ROWS * 3) / 4);
      counts.push((await query.collect()).height);
      const reasons = scan!.pruned.map((part) => part.reason);
      expect(reasons).toContain(name === "groups.parquet" ? "statistics" : "page index");
    }
    const expected = (await readParquet(path("vitals.parquet"))).filter(col("timestamp").ge(start)).height;
    expect(counts).toEqual([expected, expected]);
  });

  itOptimizes("[LAZ-14] what a limit does not reach is counted as such", async () => {
    for (const query of [scanParquet(path("groups.parquet")), scanCsv(path("vitals.csv"))]) {
      const [scan] = await ledgersOf(query.head(1000));
      expect(scan!.rowsRead).toBeLessThan(ROWS / 4);
      const left = scan!.pruned.filter((part) => part.reason === "limit").reduce((sum, part) => sum + part.bytes, 0);
      expect(left + scan!.bytesNotReached).toBeGreaterThan(scan!.totalBytes / 2);
      const [sliced] = await ledgersOf(query.filter(col("heart_rate").gt(70)).slice(10, 20));
      expect(sliced!.rowsRead).toBeLessThan(ROWS);
    }
  });

  it("[IO-02] of CSV: in ranges, gzipped, with quoted line ends, without a row", async () => {
    const [plain] = await ledgersOf(scanCsv(path("vitals.csv")));
    const [gzipped] = await ledgersOf(scanCsv(path("vitals.csv.gz")));
    expect([plain!.rowsRead, gzipped!.rowsRead]).toEqual([ROWS, ROWS]);
    expect(gzipped!.totalBytes).toBeLessThan(plain!.totalBytes / 2);
    expect((await ledgersOf(scanCsv(path("quoted.csv"))))[0]!.rowsRead).toBe(200_000);
    expect((await ledgersOf(scanCsv(path("no-end.csv"))))[0]!.rowsRead).toBe(2);
    expect(await ledgersOf(scanCsv(path("header.csv")))).toMatchObject([{ rowsRead: 0, bytesPruned: 4, bytesRead: 0 }]);
  });

  it("[JOI-18] each scan of a join has a ledger of its own", async () => {
    const right = scanParquet(path("groups.parquet")).select("patient_id", "bmi").unique({ subset: "patient_id" });
    const scans = await ledgersOf(scanCsv(path("vitals.csv")).select("patient_id").join(right, { on: "patient_id" }));
    expect(scans.map((scan) => scan.source)).toEqual([path("groups.parquet"), path("vitals.csv")]);
  });
});
