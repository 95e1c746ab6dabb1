import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ColumnNotFoundError, col, DataFrame, Float32, Int32, scanCsv, scanParquet, typeName } from "millrace";
import { beforeAll, describe, expect, it } from "vitest";
import { generate, testFolder } from "./support/tables.ts";

const folder = testFolder();

beforeAll(async () => {
  await generate(folder, "vitals --rows 2000 --files 2 --format parquet,csv --patients 50");
  await generate(folder, "sensor_hrv --rows 500 --files 2 --users 5");
});

const types = (schema: { names(): string[]; types(): readonly Parameters<typeof typeName>[0][] }): [string, string][] =>
  schema.names().map((name, i) => [name, typeName(schema.types()[i]!)]);

describe("lazy scans and their schema", () => {
  it("[S-02] [SCH-04] names and types in order, of Parquet and of CSV", async () => {
    const sensors = await scanParquet(join(folder, "sensor_hrv/*.parquet")).collectSchema();
    expect(types(sensors)).toEqual([
      ["device_id", "String"],
      ["ts_start", "Datetime(us)"],
      ["rmssd", "Float64"],
      ["sdnn", "Float64"],
      ["pnn50", "Float64"],
      ["mean_hr", "Int64"],
    ]);
    const vitals = await scanCsv(join(folder, "vitals/*.csv"), { tryParseDates: true }).collectSchema();
    expect(vitals.get("timestamp")).toMatchObject({ kind: "datetime" });
    expect(vitals.get("heart_rate")).toMatchObject({ kind: "int64" });
    expect(vitals.get("bmi")).toMatchObject({ kind: "float64" });
    const asText = await scanCsv(join(folder, "vitals/*.csv")).collectSchema();
    expect(asText.get("timestamp")).toMatchObject({ kind: "string" });
  });

  it("[S-02] [IO-16] a Parquet schema comes from the footer: pages may be garbage", async () => {
    const path = join(folder, "garbled.parquet");
    const bytes = readFileSync(join(folder, "sensor_hrv/sensor_hrv_000.parquet"));
    bytes.fill(0xee, 4, 2000);
    writeFileSync(path, bytes);
    expect((await scanParquet(path).collectSchema()).names()).toContain("rmssd");
    await expect(scanParquet(path).collect()).rejects.toMatchObject({
      code: expect.stringMatching(/CORRUPT|UNSUPPORTED/),
    });
  });

  it("[S-02] [IO-02] a CSV schema comes from the header and a sample", async () => {
    const path = join(folder, "late.csv");
    writeFileSync(path, `id,value\n${"1,2\n".repeat(5000)}1,oops\n`);
    const frame = scanCsv(path);
    expect(types(await frame.collectSchema())).toEqual([
      ["id", "Int64"],
      ["value", "Int64"],
    ]);
    await expect(frame.collect()).rejects.toMatchObject({
      code: "PARSE_ERROR",
      details: { row: 5002, column: "value" },
    });
  });

  it("[S-02] [SCH-04] the schema after casts and joins is the collected frame's", async () => {
    const vitals = scanParquet(join(folder, "vitals/*.parquet"));
    const sites = new DataFrame({ facility: ["UCSF", "ZSFG"], bmi: [1, 2] }).lazy();
    const query = vitals
      .withColumns(col("bmi").cast(Float32), col("heart_rate").cast(Int32).alias("hr32"), col("timestamp").dt.year())
      .join(sites, { on: "facility", how: "left" })
      .groupBy("facility", "bmi_right")
      .agg(col("bmi").mean().alias("mean"), col("hr32").sum().alias("sum"), col("timestamp").max());
    const schema = await query.collectSchema();
    const frame = await query.collect();
    expect(types(schema)).toEqual(types(frame.schema));
    expect(types(schema)).toEqual([
      ["facility", "String"],
      ["bmi_right", "Float64"],
      ["mean", "Float32"],
      ["sum", "Int64"],
      ["timestamp", "Int32"],
    ]);
  });

  it("[LAZ-02] [SCH-04] a wrong column is found by collectSchema, with the near miss", async () => {
    const query = scanParquet(join(folder, "vitals/*.parquet")).filter(col("heart_rte").gt(1));
    await expect(query.collectSchema()).rejects.toThrow(ColumnNotFoundError);
    await expect(query.collectSchema()).rejects.toThrow('Did you mean "heart_rate"?');
    await expect(query.collect()).rejects.toThrow('Did you mean "heart_rate"?');
  });

  it("[LAZ-02] a file that is gone after the scan is missed by collect", async () => {
    const path = join(folder, "gone.csv");
    writeFileSync(path, "a,b\n1,2\n");
    const frame = scanCsv(path).select("a");
    await frame.collectSchema();
    rmSync(path);
    await expect(frame.collect()).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
  });
});
