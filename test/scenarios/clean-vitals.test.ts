import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LazyFrame } from "millrace";
import { col, Float32, Float64, scanCsv, TypeMismatchError } from "millrace";
import { describe, expect, it } from "vitest";
import { testFolder } from "./support/tables.ts";

const folder = testFolder();
const path = join(folder, "vitals.csv");
writeFileSync(
  path,
  [
    "patient_id,timestamp,bmi,heart_rate",
    "P1,2024-01-01T08:00:00,5,60",
    "P2,not a time,90,61",
    "P3,2024-02-30T08:00:00,25.5,62",
    "P4,,,63",
    "P5,2024-03-01T00:00:00.25,NaN,64",
    "",
  ].join("\n"),
);

const clean = (frame: LazyFrame): LazyFrame =>
  frame.withColumns(
    col("timestamp").str.toDatetime(undefined, { strict: false }),
    col("bmi").cast(Float32).clip(12, 70),
  );

describe("cleaning vitals from CSV", () => {
  it("[S-06] [STR-05] bad times are null, impossible values are clipped", async () => {
    const result = await clean(scanCsv(path, { schemaOverrides: { bmi: Float64 } })).collect();
    expect(result.columns).toEqual(["patient_id", "timestamp", "bmi", "heart_rate"]);
    expect(result.schema.get("bmi")).toEqual(Float32);
    expect(result.column("bmi").toArray()).toEqual([12, 70, 25.5, null, Number.NaN]);
    expect(result.column("timestamp").toArray()).toEqual([
      new Date("2024-01-01T08:00:00Z"),
      null,
      null,
      null,
      new Date("2024-03-01T00:00:00.250Z"),
    ]);
  });

  it("[S-06] [STR-05] the number of bad times is the number of nulls that the text had not", async () => {
    const bad = await scanCsv(path)
      .select(
        col("timestamp")
          .count()
          .sub(col("timestamp").str.toDatetime(undefined, { strict: false }).count())
          .alias("bad"),
      )
      .collect();
    expect(Number(bad.column("bad").toArray()[0])).toBe(2);
  });

  it("[S-06] [STR-03] strict parsing names a bad value", async () => {
    await expect(scanCsv(path).select(col("timestamp").str.toDatetime()).collect()).rejects.toThrow("not a time");
  });

  it("[S-06] [STR-03] text parsing of a column that the scan parsed is a schema error", async () => {
    const good = join(folder, "good.csv");
    writeFileSync(good, "timestamp,bmi\n2024-01-01T08:00:00,20\n");
    const frame = clean(scanCsv(good, { tryParseDates: true }));
    await expect(frame.collectSchema()).rejects.toThrow(TypeMismatchError);
    await expect(frame.collectSchema()).rejects.toThrow(/timestamp|toDatetime/);
  });
});
