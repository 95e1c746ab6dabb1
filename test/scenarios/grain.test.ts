import { join } from "node:path";
import type { LazyFrame, Row } from "millrace";
import { col, concatStr, JoinValidationError, lit, readParquet, scanParquet } from "millrace";
import { beforeAll, describe, expect, it } from "vitest";
import { groupRows, mean } from "./support/rows.ts";
import { generate, testFolder } from "./support/tables.ts";

const folder = testFolder();
const scan = (name: string): LazyFrame => scanParquet(join(folder, `${name}.parquet`));
let sensorRows: Row[];
let diaryRows: Row[];
let profileRows: Row[];

beforeAll(async () => {
  // 12 devices for four days; the diaries of 10 users go on for two weeks.
  await generate(folder, "sensor_hrv --rows 13824 --users 12");
  await generate(folder, "sleep_diary user_profile --users 10 --rows 140");
  await generate(folder, "user_profile --users 10 --rows 10");
  sensorRows = (await readParquet(join(folder, "sensor_hrv.parquet"))).toRecords();
  diaryRows = (await readParquet(join(folder, "sleep_diary.parquet"))).toRecords();
  profileRows = (await readParquet(join(folder, "user_profile.parquet"))).toRecords();
});

const sensorDays = (): LazyFrame =>
  scan("sensor_hrv").withColumns(
    concatStr([lit("USER-"), col("device_id").str.split("-").list.get(1)]).alias("user_id"),
    col("ts_start").dt.date().alias("date"),
  );
const daily = (): LazyFrame =>
  sensorDays().groupBy("user_id", "date").agg(col("rmssd").mean().alias("rmssd"), col("mean_hr").mean());

describe("joins that mind the grain of their tables", () => {
  it("[S-29] [JOI-15] [JOI-09] days of sensors to the diary 1:1 and to profiles m:1", async () => {
    const result = await scan("sleep_diary")
      .join(daily(), { on: ["user_id", "date"], validate: "1:1" })
      .join(scan("user_profile"), { on: "user_id", validate: "m:1" })
      .sort(["user_id", "date"])
      .collect();
    const users = new Set(sensorRows.map((row) => (row["device_id"] as string | null)?.replace("DEV", "USER")));
    const days = new Set(sensorRows.map((row) => (row["ts_start"] as Date).toISOString().slice(0, 10)));
    const matched = diaryRows.filter(
      (row) => users.has(row["user_id"] as string) && days.has((row["date"] as Date).toISOString().slice(0, 10)),
    );
    expect(result.height).toBe(matched.length);
    expect(result.height).toBe(40);
    expect(result.columns).toContain("chronotype");
    const key = (user: unknown, day: unknown): string => `${user} ${(day as Date).toISOString().slice(0, 10)}`;
    const windows = groupRows(sensorRows, ({ device_id, ts_start }) =>
      key(`${device_id}`.replace("DEV", "USER"), ts_start),
    );
    const diary = new Map(diaryRows.map((row) => [key(row["user_id"], row["date"]), row]));
    const rows = result.toRecords();
    expect(new Set(rows.map((row) => key(row["user_id"], row["date"]))).size).toBe(40);
    for (const row of rows) {
      const day = key(row["user_id"], row["date"]);
      for (const column of ["rmssd", "mean_hr"]) {
        const expected = mean(windows.get(day)!.map((window) => window[column]));
        if (expected === null) expect(row[column]).toBe(null);
        else expect(row[column]).toBeCloseTo(expected, 9);
      }
      expect(row).toMatchObject(diary.get(day)!);
      const profile = profileRows.find(({ user_id }) => user_id === row["user_id"])!;
      expect(row["chronotype"]).toBe(profile["chronotype"]);
    }
  });

  it("[S-29] [JOI-15] without the aggregation rows multiply, and validate says so", async () => {
    const join = scan("sleep_diary").join(sensorDays(), { on: ["user_id", "date"] });
    expect((await join.collect()).height).toBeGreaterThan(100 * 40);
    const checked = scan("sleep_diary").join(sensorDays(), { on: ["user_id", "date"], validate: "1:1" });
    await expect(checked.collect()).rejects.toThrow(JoinValidationError);
    await expect(checked.collect()).rejects.toMatchObject({ details: { side: "right", validate: "1:1" } });
  });
});
