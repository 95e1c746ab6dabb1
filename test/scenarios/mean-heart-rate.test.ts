import { join } from "node:path";
import type { LazyFrame } from "millrace";
import { col, datetime, readCsv, scanCsv, scanParquet, TypeMismatchError } from "millrace";
import { beforeAll, describe, expect, it } from "vitest";
import { groupRows, mean } from "./support/rows.ts";
import { generate, testFolder } from "./support/tables.ts";

const folder = testFolder();
const path = join(folder, "vitals.csv");

beforeAll(async () => {
  await generate(folder, "vitals --rows 60000 --format csv,parquet --patients 400");
});

const query = (frame: LazyFrame): LazyFrame =>
  frame
    .filter(col("timestamp").ge(datetime(2024, 1, 1)))
    .groupBy("patient_id")
    .agg(col("heart_rate").mean().alias("avg_hr"))
    .sort("patient_id");

describe("mean heart rate of each patient", () => {
  it("[S-09] [GRP-07] lazy, eager and by hand give the same numbers", async () => {
    const lazy = await query(scanCsv(path, { tryParseDates: true })).collect({ engine: "streaming" });
    const frame = await readCsv(path, { tryParseDates: true });
    const eager = frame
      .filter(col("timestamp").ge(datetime(2024, 1, 1)))
      .groupBy("patient_id")
      .agg(col("heart_rate").mean().alias("avg_hr"))
      .sort("patient_id");
    const rows = frame.toRecords().filter((row) => (row["timestamp"] as Date).getTime() >= Date.UTC(2024, 0, 1));
    const groups = [...groupRows(rows, (row) => row["patient_id"] as string)].sort(([a], [b]) => (a < b ? -1 : 1));
    expect(lazy.column("patient_id").toArray()).toEqual(groups.map(([id]) => id));
    const means = groups.map(([, group]) => mean(group.map((row) => row["heart_rate"])));
    for (const result of [lazy, eager]) {
      result
        .column("avg_hr")
        .toArray()
        .forEach((value, i) => expect(value).toBeCloseTo(means[i]!, 9));
    }
    expect(eager.equals(lazy)).toBe(true);
  });

  it("[S-09] [SCH-31] a column of text is not compared with a time", async () => {
    await expect(query(scanCsv(path)).collect()).rejects.toThrow(TypeMismatchError);
    await expect(query(scanCsv(path)).collectSchema()).rejects.toThrow(/String.*Datetime|Datetime.*String/);
  });

  it("[S-09] [STM-08] what the query holds depends on the groups, not on the rows", async () => {
    const held = async (files: readonly string[]): Promise<number> => {
      const { profile } = await query(scanParquet(files)).profile({ threads: 1 });
      return Math.max(...profile.pipelines.map((pipeline) => pipeline.stateBytes));
    };
    const one = join(folder, "vitals.parquet");
    expect(await held([one, one, one, one, one, one])).toBe(await held([one]));
  });
});
