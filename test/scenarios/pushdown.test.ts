import { join } from "node:path";
import type { Row } from "millrace";
import { col, datetime, Float32, readParquet, scanParquet } from "millrace";
import { beforeAll, describe, expect, it } from "vitest";
import { itOptimizes } from "../support/hostile-skips.ts";
import { generate, testFolder } from "./support/tables.ts";

const folder = testFolder();
let rows: Row[];

beforeAll(async () => {
  await generate(folder, "vitals --rows 40000 --files year --patients 200 --null-rate 0.05");
  const all = await readParquet(join(folder, "vitals/*.parquet"));
  rows = all.toRecords();
  // One file per facility, row groups of 1,000 rows in order of time: what statistics can prune.
  await all
    .lazy()
    .sort(["facility", "timestamp"])
    .sinkParquet(join(folder, "clustered.parquet"), { rowGroupSize: 1000 });
});

const start = datetime(2024, 1, 1);
const query = (path: string) =>
  scanParquet(path)
    .filter(col("facility").isIn(["UCSF", "ZSFG"]))
    .filter(col("timestamp").ge(start))
    .select("patient_id", "timestamp", "heart_rate", col("bmi").cast(Float32));

const isWanted = ({ facility, timestamp }: Row): boolean =>
  (facility === "UCSF" || facility === "ZSFG") && (timestamp as Date).getTime() >= Date.UTC(2024, 0, 1);

describe("projection and predicate pushdown", () => {
  itOptimizes("[S-04] [LAZ-05] [LAZ-07] both filters and the columns are part of the scan", async () => {
    const text = await query(join(folder, "vitals/*.parquet")).explain();
    expect(text).not.toMatch(/^\s*FILTER/m);
    expect(text).toContain("PROJECT 4/12 [patient_id, timestamp, heart_rate, bmi]");
    expect(text).toContain('WHERE isIn(facility, "UCSF", "ZSFG") and timestamp >= 2024-01-01T00:00:00');
  });

  it("[S-04] equals a filter of the rows one by one; null facility and time drop out", async () => {
    const result = await query(join(folder, "vitals/*.parquet")).collect();
    expect(result.columns).toEqual(["patient_id", "timestamp", "heart_rate", "bmi"]);
    const expected = rows.filter(isWanted).map(({ patient_id, timestamp, heart_rate, bmi }) => ({
      patient_id,
      timestamp,
      heart_rate,
      bmi: bmi === null ? null : Math.fround(bmi as number),
    }));
    expect(expected.length).toBeGreaterThan(1000);
    expect(rows.some((row) => row["facility"] === null)).toBe(true);
    expect(result.toRecords()).toEqual(expected);
  });

  itOptimizes(
    "[S-04] [LAZ-06] row groups outside of the time or the facilities are not read, and the ledger says so",
    async () => {
      const path = join(folder, "clustered.parquet");
      const { data, profile } = await query(path).profile();
      const whole = await scanParquet(path).profile();
      expect(data.height).toBe(rows.filter(isWanted).length);
      const [scan] = profile.scans;
      const [all] = whole.profile.scans;
      expect(all!.rowsRead).toBe(rows.length);
      expect(scan!.rowsRead).toBeLessThan(rows.length / 4);
      expect(scan!.rowsPruned).toBe(rows.length - scan!.rowsRead);
      expect(scan!.pruned.map((part) => part.reason)).toContain("statistics");
      expect(scan!.bytesRead).toBeLessThan(all!.bytesRead / 4);
      expect(scan!.bytesRead + scan!.bytesPruned + scan!.bytesNotReached).toBe(scan!.totalBytes);
    },
  );

  it("[S-04] [TMP-07] the instant of the border is kept", async () => {
    const path = join(folder, "clustered.parquet");
    const times = rows.map((row) => (row["timestamp"] as Date).getTime());
    const border = new Date(times[20_000]!);
    const after = await scanParquet(path).filter(col("timestamp").ge(border)).collect();
    expect(after.height).toBe(times.filter((time) => time >= border.getTime()).length);
    const later = await scanParquet(path).filter(col("timestamp").gt(border)).collect();
    expect(later.height).toBe(times.filter((time) => time > border.getTime()).length);
    expect(after.height).toBeGreaterThan(later.height);
  });
});
