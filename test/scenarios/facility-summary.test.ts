import { join } from "node:path";
import type { LazyFrame, Row } from "millrace";
import { col, JoinValidationError, len, readCsv, scanCsv } from "millrace";
import { beforeAll, describe, expect, it } from "vitest";
import { itOptimizes } from "../support/hostile-skips.ts";
import { groupRows, mean } from "./support/rows.ts";
import { generate, testFolder } from "./support/tables.ts";

const folder = testFolder();
let vitalRows: Row[];
let encounterRows: Row[];

beforeAll(async () => {
  await generate(folder, "vitals --rows 3000 --files 3 --format csv --patients 60");
  await generate(folder, "encounters --rows 240 --files 2 --format csv --patients 60");
  vitalRows = (await readCsv(join(folder, "vitals/*.csv"), { tryParseDates: true })).toRecords();
  encounterRows = (await readCsv(join(folder, "encounters/*.csv"), { tryParseDates: true })).toRecords();
});

const vitals = (): LazyFrame => scanCsv(join(folder, "vitals/*.csv"), { tryParseDates: true }).drop("facility");
const encounters = (): LazyFrame =>
  scanCsv(join(folder, "encounters/*.csv"), { tryParseDates: true }).filter(col("facility").isIn(["UCSF", "ZSFG"]));

const summary = (right: LazyFrame, validate: "m:m" | "m:1" = "m:m"): LazyFrame =>
  vitals()
    .join(right, { on: "patient_id", validate })
    .groupBy("facility", col("timestamp").dt.year().alias("year"), col("timestamp").dt.month().alias("month"))
    .agg(len().alias("num_vitals"), col("heart_rate").mean().alias("avg_hr"), col("bmi").mean().alias("avg_bmi"))
    .sort(["facility", "year", "month"]);

/** The same by loops over objects. */
function model(right: readonly Row[]): Row[] {
  const joined = right
    .filter(({ facility }) => facility === "UCSF" || facility === "ZSFG")
    .flatMap((encounter) =>
      vitalRows
        .filter(({ patient_id }) => patient_id === encounter["patient_id"])
        .map((vital) => ({ ...vital, facility: encounter["facility"]! })),
    );
  const month = (row: Row): string => (row["timestamp"] as Date).toISOString().slice(0, 7);
  return [...groupRows(joined, (row) => `${row["facility"]} ${month(row)}`)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, rows]) => ({
      facility: key.slice(0, -8),
      year: Number(key.slice(-7, -3)),
      month: Number(key.slice(-2)),
      num_vitals: rows.length,
      avg_hr: mean(rows.map((row) => row["heart_rate"])),
      avg_bmi: mean(rows.map((row) => row["bmi"])),
    }));
}

function expectClose(actual: readonly Row[], expected: readonly Row[]): void {
  expect(actual.map(({ avg_hr, avg_bmi, ...keys }) => keys)).toEqual(
    expected.map(({ avg_hr, avg_bmi, ...keys }) => keys),
  );
  for (const [i, row] of actual.entries()) {
    for (const name of ["avg_hr", "avg_bmi"]) {
      const wanted = expected[i]![name];
      if (wanted === null) expect(row[name]).toBeNull();
      else expect(row[name]).toBeCloseTo(wanted as number, 9);
    }
  }
}

describe("monthly summary by facility", () => {
  it.each([1, 2])("[S-08] [GRP-03] counts every pair of vitals and encounters, with %i threads", async (threads) => {
    const result = await summary(encounters()).collect({ threads });
    expect(result.columns).toEqual(["facility", "year", "month", "num_vitals", "avg_hr", "avg_bmi"]);
    expectClose(result.toRecords(), model(encounterRows));
  });

  it("[S-08] [JOI-15] a promise of one encounter a patient is broken", async () => {
    await expect(summary(encounters(), "m:1").collect()).rejects.toThrow(JoinValidationError);
  });

  it("[S-08] [JOI-15] reduced to patients and facilities first, nothing is counted twice", async () => {
    const pairs = encounters().select("patient_id", "facility").unique();
    const distinct = [...groupRows(encounterRows, (row) => `${row["patient_id"]} ${row["facility"]}`).values()].map(
      ([first]) => first!,
    );
    const result = (await summary(pairs).collect()).toRecords();
    expectClose(result, model(distinct));
    const count = (rows: readonly Row[]): number => rows.reduce((sum, row) => sum + (row["num_vitals"] as number), 0);
    expect(count(result)).toBeLessThan(count(model(encounterRows)));
  });

  itOptimizes("[S-08] [LAZ-05] the filter runs before the join", async () => {
    const text = await vitals().join(encounters(), { on: "patient_id" }).explain();
    expect(text).toMatch(/CSV SCAN .*encounters.* WHERE isIn\(facility/);
  });
});
