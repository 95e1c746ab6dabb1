import { join } from "node:path";
import type { Expr, LazyFrame, Row } from "millrace";
import { col, concatStr, DataFrame, lit, OutOfBoundsError, readParquet, scanParquet } from "millrace";
import { beforeAll, describe, expect, it } from "vitest";
import { generate, testFolder } from "./support/tables.ts";

const folder = testFolder();
let rows: Row[];

beforeAll(async () => {
  await generate(folder, "sensor_hrv --rows 6000 --files 2 --users 10 --null-rate 0.2");
  rows = (await readParquet(join(folder, "sensor_hrv/*.parquet"))).toRecords();
});

const number = (options = {}): Expr => col("device_id").str.split("-").list.get(1, options);
const userId = (options = {}): Expr => concatStr([lit("USER-"), number(options)]).alias("user_id");

const nights = (frame: LazyFrame): LazyFrame =>
  frame
    .withColumns(userId(), col("ts_start").dt.date().alias("date"), col("ts_start").dt.hour().alias("hour"))
    .filter(col("hour").isBetween(22, 23).or(col("hour").isBetween(0, 6)));

describe("keys and parts of the time from sensor rows", () => {
  it("[S-05] [LST-01] the second part of the device is the user's number", async () => {
    const result = await nights(scanParquet(join(folder, "sensor_hrv/*.parquet"))).collect();
    const expected = rows
      .map((row) => {
        const time = row["ts_start"] as Date;
        const device = row["device_id"] as string | null;
        const day = new Date(Math.floor(time.getTime() / 86_400_000) * 86_400_000);
        return { ...row, user_id: device?.replace("DEV-", "USER-") ?? null, date: day, hour: time.getUTCHours() };
      })
      .filter(({ hour }) => hour >= 22 || hour <= 6);
    expect(result.column("hour").toArray()).toEqual(expected.map((row) => row.hour));
    expect(result.toRecords()).toEqual(expected);
    expect(expected.some((row) => row.user_id === null)).toBe(true);
  });

  it("[S-05] hours 22, 23, 0 and 6 stay; 7 and 21 go", async () => {
    const at = (hour: number): Date => new Date(Date.UTC(2024, 0, 1, hour, 59, 59));
    const frame = DataFrame({ device_id: Array(6).fill("DEV-42"), ts_start: [21, 22, 23, 0, 6, 7].map(at) });
    const result = await nights(frame.lazy()).collect();
    expect(result.toObject()).toMatchObject({ hour: [22, 23, 0, 6], user_id: Array(4).fill("USER-42") });
  });

  it("[S-05] [LST-01] a device without a dash is out of bounds, or null where asked; null stays null", async () => {
    const frame = DataFrame({ device_id: ["DEV-42", null, "DEV42", "A-B-C"] });
    await expect(frame.lazy().select(userId()).collect()).rejects.toThrow(OutOfBoundsError);
    const lenient = await frame
      .lazy()
      .select(userId({ nullOnOob: true }))
      .collect();
    expect(lenient.toObject()).toEqual({ user_id: ["USER-42", null, null, "USER-B"] });
    expect(() => frame.select(userId())).toThrow(OutOfBoundsError);
  });
});
