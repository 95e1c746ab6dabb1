import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LazyFrame } from "millrace";
import { col, DataFrame, Float64, len, SchemaMismatchError, scanCsv, scanParquet, String as Text } from "millrace";
import { beforeAll, describe, expect, it } from "vitest";
import { itOptimizes } from "../support/hostile-skips.ts";
import { testFolder } from "./support/tables.ts";

const folder = testFolder();
const ROWS = 1000;

beforeAll(async () => {
  for (const [y, year] of ["2022", "2023", "2024"].entries()) {
    for (const [f, facility] of ["UCSF", "ZSFG", "a%2Fb"].entries()) {
      const ids = Array.from({ length: ROWS }, (_, i) => BigInt(y * 10_000 + f * 1000 + i));
      const path = join(folder, `history/year=${year}/facility=${facility}/part.parquet`);
      await DataFrame({ id: ids, value: ids.map((id) => Number(id) / 2) }).writeParquet(path, { mkdir: true });
    }
  }
  const none = join(folder, "history/year=2024/facility=__HIVE_DEFAULT_PARTITION__/part.parquet");
  await DataFrame({ id: [-1n], value: [0] }).writeParquet(none, { mkdir: true });
});

const history = (): LazyFrame => scanParquet(join(folder, "history/**/*.parquet"), { hivePartitioning: true });

describe("folders by key", () => {
  it("[IO-20] keys are columns; the default folder is null, names are decoded", async () => {
    const schema = await history().collectSchema();
    expect(schema.names()).toEqual(["id", "value", "year", "facility"]);
    const result = await history().groupBy("year", "facility").agg(len()).sort(["year", "facility"]).collect();
    expect(result.height).toBe(10);
    const keys = result.toRecords().map((row) => `${row["year"]} ${row["facility"]} ${row["len"]}`);
    expect(keys).toContain("2024 null 1");
    expect(keys).toContain("2023 a/b 1000");
  });

  itOptimizes("[IO-20] [LAZ-09] a filter on a key opens the matching folders alone", async () => {
    const query = history().filter(col("facility").eq("ZSFG").and(col("id").ge(0)));
    const { data, profile } = await query.profile({ threads: 2 });
    expect(data.height).toBe(3 * ROWS);
    const [scan] = profile.scans;
    expect(scan!.rowsRead).toBe(3 * ROWS);
    expect(scan!.files).toBe(3);
    const years = await history()
      .filter(col("year").gt(2022).and(col("year").ne(2024)))
      .profile();
    expect(
      years.data
        .column("year")
        .toArray()
        .every((year) => year === 2023n),
    ).toBe(true);
    expect([years.data.height, years.profile.scans[0]!.files]).toEqual([3 * ROWS, 3]);
    const nothing = await history().filter(col("facility").eq("KAISER")).collect();
    expect([nothing.height, nothing.columns]).toEqual([0, ["id", "value", "year", "facility"]]);
    const nulls = await history().filter(col("facility").isNull()).collect();
    expect(nulls.column("id").toArray()).toEqual([-1n]);
  });

  it("[LAZ-09] pruned or not, the rows are the same", async () => {
    const predicate = col("facility").isIn(["UCSF", "a/b"]).and(col("value").gt(500));
    const pruned = await history().filter(predicate).sort("id").collect();
    const whole = (await history().collect()).filter(predicate).sort("id");
    expect(pruned.equals(whole)).toBe(true);
    expect(pruned.height).toBeGreaterThan(0);
  });
});

describe("files of one scan that differ", () => {
  const write = async (name: string, frame: ReturnType<typeof DataFrame>): Promise<string> => {
    const path = join(folder, name);
    await frame.writeParquet(path);
    return path;
  };

  it("[IO-18] a missing, an extra or a retyped column names the file and the column", async () => {
    const first = await write("first.parquet", DataFrame({ id: [1, 2], name: ["a", "b"] }));
    const missing = await write("missing.parquet", DataFrame({ id: [3] }));
    const retyped = await write("retyped.parquet", DataFrame({ id: ["3"], name: ["c"] }));
    const extra = await write("extra.parquet", DataFrame({ id: [3], name: ["c"], more: [1] }));
    for (const [path, column] of [
      [missing, "name"],
      [retyped, "id"],
      [extra, "more"],
    ] as const) {
      const failure = scanParquet([first, path]).collect();
      await expect(failure).rejects.toThrow(SchemaMismatchError);
      await expect(failure).rejects.toMatchObject({ details: { file: path, column } });
    }
    const filled = await scanParquet([first, missing], { missingColumns: "insert" }).collect();
    expect(filled.toObject()).toEqual({ id: [1, 2, 3], name: ["a", "b", null] });
    const ignored = await scanParquet([first, extra], { extraColumns: "ignore" }).collect();
    expect(ignored.toObject()).toEqual({ id: [1, 2, 3], name: ["a", "b", "c"] });
  });

  it("[IO-18] the same for CSV", async () => {
    mkdirSync(join(folder, "csv"));
    const a = join(folder, "csv/a.csv");
    const b = join(folder, "csv/b.csv");
    writeFileSync(a, "id,name\n1,x\n");
    writeFileSync(b, "id,nam\n2,y\n");
    const failure = scanCsv(join(folder, "csv/*.csv")).collect();
    await expect(failure).rejects.toThrow(SchemaMismatchError);
    await expect(failure).rejects.toMatchObject({ details: { file: b, column: "name" } });
    const merged = await scanCsv([a, b], { missingColumns: "insert", extraColumns: "ignore" }).collect();
    expect(merged.toObject()).toEqual({ id: [1n, 2n], name: ["x", null] });
  });
});

describe("bad values in CSV", () => {
  const path = join(folder, "bad.csv");
  const rows = Array.from({ length: 30_000 }, (_, i) => `${i},${i % 1000 === 999 ? "bad" : i / 2},text ${i}`);
  writeFileSync(path, `id,value,note\n${rows.join("\n")}\n`);

  it("[IO-08] an error names file, row, column and byte", async () => {
    await expect(scanCsv(path).collect()).rejects.toMatchObject({
      code: "PARSE_ERROR",
      details: { file: path, row: 1001, column: "value", value: "bad", byte: expect.any(Number) },
    });
  });

  it("[IO-08] with ignoreErrors they are null and counted, with the first of them", async () => {
    const { data, profile } = await scanCsv(path, { ignoreErrors: true }).profile({ threads: 2 });
    expect(data.height).toBe(30_000);
    expect(
      data
        .column("value")
        .toArray()
        .filter((value) => value === null),
    ).toHaveLength(30);
    expect(profile.rejectedRows).toBe(30);
    const [scan] = profile.scans;
    expect(scan!.rejected).toBe(30);
    expect(scan!.firstRejected.length).toBeGreaterThan(0);
    expect(scan!.firstRejected[0]).toMatchObject({ file: path, row: 1001, column: "value" });
    expect(scan!.rowsRead).toBe(30_000);
    expect(scan!.bytesRead).toBe(scan!.totalBytes);
  });

  itOptimizes("[IO-08] what is not read is not rejected; overrides decide what is bad", async () => {
    const { profile } = await scanCsv(path, { ignoreErrors: true }).select("id").profile();
    expect(profile.rejectedRows).toBe(0);
    const text = await scanCsv(path, { schemaOverrides: { value: Text } }).collect();
    expect(text.column("value").toArray()[999]).toBe("bad");
    await expect(scanCsv(path, { schemaOverrides: { valu: Float64 } }).collect()).rejects.toThrow(/valu/);
  });
});
