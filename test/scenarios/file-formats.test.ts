import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckdbSession } from "@millrace/testkit";
import type { DataFrame as Frame } from "millrace";
import {
  col,
  DataFrame,
  Date as DateType,
  Datetime,
  Decimal,
  Float32,
  Int8,
  Int16,
  Int32,
  len,
  OptionError,
  readCsv,
  readParquet,
  String as StringType,
  scanParquet,
  TypeMismatchError,
  UInt8,
  UInt16,
  UInt32,
  UInt64,
  UnsupportedError,
} from "millrace";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { itOptimizes } from "../support/hostile-skips.ts";
import { testFolder } from "./support/tables.ts";

const folder = testFolder();
const place = (name: string): string => join(folder, name);
let duckdb: DuckdbSession;
beforeAll(async () => {
  duckdb = await DuckdbSession.open();
});
afterAll(() => duckdb.close());

/** A column of every type that files hold, with nulls. */
function everyType(): Promise<Frame> {
  const numbers = [1, null, 3, 100, null, 0];
  const frame = DataFrame({
    flag: [true, null, false, true, false, null],
    f64: [1.5, null, Number.NaN, Number.POSITIVE_INFINITY, -0.0, 1e-300],
    text: ["a", null, "", "ä€𝄞", 'say "hi", twice\n', "x".repeat(300)],
    number: numbers,
    day: ["2024-02-29", null, "1969-12-31", "2024-01-01", "1970-01-01", "2999-12-31"],
    none: [null, null, null, null, null, null],
  });
  const integers = { i8: Int8, i16: Int16, i32: Int32, u8: UInt8, u16: UInt16, u32: UInt32, u64: UInt64, f32: Float32 };
  return frame
    .lazy()
    .withColumns(
      ...Object.entries(integers).map(([name, type]) => col("number").cast(type).alias(name)),
      col("number").cast(Decimal(12, 3)).alias("decimal"),
      col("day").cast(DateType).alias("date"),
      col("day").cast(DateType).cast(Datetime).alias("time"),
      col("none").cast(StringType).alias("none"),
    )
    .collect();
}

describe("Parquet files", () => {
  it("[IO-34] hold every type and null, are read by DuckDB with the same values, and replace what was there", async () => {
    const frame = await everyType();
    const path = place("types.parquet");
    writeFileSync(path, "x".repeat(100_000));
    await frame.writeParquet(path);
    expect((await readParquet(path)).equals(frame)).toBe(true);
    const { rows } = await duckdb.query(
      `SELECT count(*) FILTER (flag IS NULL), sum(i8)::BIGINT, sum(u64)::BIGINT, max(decimal)::VARCHAR, min(date)::VARCHAR,
        max(time)::VARCHAR, count(f64), count(none), string_agg(text, '|') = concat('a||ä€𝄞|say "hi", twice', chr(10), '|', repeat('x', 300))
        FROM '${path}'`,
    );
    expect(rows.map((row) => row.map(String))).toEqual([
      ["2", "104", "104", "100.000", "1969-12-31", "2999-12-31 00:00:00", "5", "0", "true"],
    ]);
    await frame.head(0).writeParquet(path);
    const empty = await readParquet(path);
    expect(empty.height).toBe(0);
    expect(empty.schema.toString()).toBe(frame.schema.toString());
  });

  itOptimizes(
    "columns of types that are not read are in the schema, and an error names those that a query asks for",
    async () => {
      const path = place("nested.parquet");
      await duckdb.query(
        `COPY (SELECT i AS id, [i] AS tags, {a: i, b: 'x'} AS place, TIME '12:00' AS time FROM range(5) t(i)) TO '${path}' (FORMAT parquet)`,
      );
      const scan = scanParquet(path);
      expect((await scan.collectSchema()).toString()).toContain("tags: Unsupported(List)");
      await expect(scan.collect()).rejects.toThrow(UnsupportedError);
      await expect(scan.drop("place").collect()).rejects.toThrow(
        `The query reads columns that cannot be read: "tags" of type Unsupported(List), "time" of type Unsupported(Time) in ${path}. ` +
          'Leave them out with .drop("tags", "time"), or select others',
      );
      await expect(scan.filter(col("tags").isNotNull()).select("id").collect()).rejects.toThrow('.drop("tags")');
      await expect(scan.groupBy("place").agg(len()).collect()).rejects.toThrow('.drop("place")');
      await expect(scan.select(col("time").cast(StringType)).collect()).rejects.toThrow('.drop("time")');
      await expect(scan.filter(col("tags").eq(1)).collect()).rejects.toThrow(TypeMismatchError);
    },
  );

  itOptimizes("other columns of such files are read", async () => {
    const path = place("nested2.parquet");
    await duckdb.query(`COPY (SELECT i AS id, [i] AS tags FROM range(5) t(i)) TO '${path}' (FORMAT parquet)`);
    const scan = scanParquet(path);
    const ids = (await scan.drop("tags").collect()).column("id").toArray();
    expect(ids).toEqual([0n, 1n, 2n, 3n, 4n]);
    expect((await scan.select(len()).collect()).toRecords()).toEqual([{ len: 5 }]);
    const joined = await scan.join(scan.drop("tags"), { on: "id" }).filter(col("id").gt(2)).select("id").collect();
    expect(joined.height).toBe(2);
  });

  const codecs = [
    ["[IO-35]", "snappy", "SNAPPY"],
    ["[IO-38]", "zstd", "ZSTD"],
    ["[IO-39]", "uncompressed", "UNCOMPRESSED"],
  ] as const;
  it.each(codecs)("%s %s: the footer says %s, and DuckDB reads it", async (_id, compression, name) => {
    const path = place(`${compression}.parquet`);
    const rows = Array.from({ length: 5000 }, (_, i) => i);
    const frame = DataFrame({ n: rows, text: rows.map((i) => `the same words again and again ${i % 100}`) });
    await frame.writeParquet(path, { compression });
    const codec = await duckdb.query(`SELECT DISTINCT compression FROM parquet_metadata('${path}')`);
    expect(codec.rows).toEqual([[name]]);
    const sum = await duckdb.query(`SELECT sum(n)::BIGINT::VARCHAR, count(DISTINCT text)::VARCHAR FROM '${path}'`);
    expect(sum.rows).toEqual([["12497500", "100"]]);
    if (compression !== "zstd") return;
    await frame.writeParquet(place("default.parquet"));
    expect(readFileSync(place("default.parquet")).equals(readFileSync(path))).toBe(true);
    await frame.writeParquet(place("plain.parquet"), { compression: "uncompressed" });
    expect(statSync(path).size).toBeLessThan(statSync(place("plain.parquet")).size / 2);
  });

  it("[IO-39] no compression is spelled uncompressed, and null says so", async () => {
    const frame = DataFrame({ a: [1] });
    const writing = frame.writeParquet(place("null.parquet"), { compression: null as unknown as "zstd" });
    await expect(writing).rejects.toThrow(/"uncompressed"/);
    await expect(frame.writeParquet(place("null.parquet"), { compression: "zip" as "zstd" })).rejects.toThrow(
      OptionError,
    );
  });

  it("[IO-40] statistics are in the footer unless left out; NaN and nulls do not mislead, long text is cut safely", async () => {
    const frame = DataFrame({
      n: [3, null, 1, 2],
      nan: [1, Number.NaN, 5, null],
      nothing: [null, null, null, null],
      long: ["b".repeat(5000), "a".repeat(5000), `${"b".repeat(4999)}c`, null],
    });
    const path = place("statistics.parquet");
    await frame.lazy().withColumns(col("nothing").cast(Int32)).sinkParquet(path);
    const bounds = `SELECT path_in_schema, stats_min_value, stats_max_value, stats_null_count::VARCHAR FROM parquet_metadata('${path}')`;
    const { rows } = await duckdb.query(bounds);
    const of = (name: string): unknown[] => rows.find(([column]) => column === name)!.slice(1);
    expect(of("n").map((value) => (value === null ? null : Number(value)))).toEqual([1, 3, 1]);
    expect(of("nothing")).toEqual([null, null, "4"]);
    const [low, high] = of("long") as [string, string];
    expect(low <= "a".repeat(5000) && low.length < 200).toBe(true);
    expect(high >= `${"b".repeat(4999)}c` && high.length < 200).toBe(true);
    const wanted = { nan: 1, long: 1 };
    expect((await scanParquet(path).filter(col("nan").gt(1e9)).collect()).height).toBe(wanted.nan);
    expect(
      (
        await scanParquet(path)
          .filter(col("long").gt("b".repeat(5000)))
          .collect()
      ).height,
    ).toBe(wanted.long);
    await frame.select("n").writeParquet(path, { statistics: false });
    const without = await duckdb.query(bounds);
    expect(without.rows.map((row) => row.slice(1, 3))).toEqual([[null, null]]);
  });

  itOptimizes(
    "[IO-41] row groups have the rows that were asked for, the last one fewer, and are pruned one by one",
    async () => {
      const path = place("groups.parquet");
      await DataFrame({ n: Array.from({ length: 2500 }, (_, i) => i) }).writeParquet(path, { rowGroupSize: 1000 });
      const groups = await duckdb.query(
        `SELECT row_group_num_rows::VARCHAR FROM parquet_metadata('${path}') ORDER BY row_group_id`,
      );
      expect(groups.rows).toEqual([["1000"], ["1000"], ["500"]]);
      const { data, profile } = await scanParquet(path).filter(col("n").lt(100)).profile();
      expect(data.height).toBe(100);
      const pruned = profile.scans[0]!.pruned.find(({ reason }) => reason === "statistics");
      expect(pruned?.rows).toBe(1500);
    },
  );
});

describe("CSV files", () => {
  it("[IO-30] quote what needs it, leave nulls empty, have ISO dates, and are read back equal", async () => {
    const frame = (await everyType()).select("flag", "f64", "i32", "decimal", "date", "time", "text");
    const path = place("types.csv");
    await frame.writeCsv(path);
    const text = readFileSync(path, "utf8");
    expect(text.startsWith("flag,f64,i32,decimal,date,time,text\n")).toBe(true);
    expect(text).toContain('"say ""hi"", twice\n"');
    expect(text).toContain("2024-02-29,2024-02-29T00:00:00");
    const { rows } = await duckdb.query(
      `SELECT count(*)::VARCHAR, count(flag)::VARCHAR, count(date)::VARCHAR FROM read_csv('${path}')`,
    );
    expect(rows).toEqual([["6", "4", "5"]]);
    const schemaOverrides = { i32: Int32, decimal: Decimal(12, 3) };
    const back = await readCsv(path, { tryParseDates: true, schemaOverrides });
    // An empty text is null in CSV.
    const columns = ["flag", "f64", "i32", "decimal", "date", "time"];
    expect(back.select(...columns).equals(frame.select(...columns))).toBe(true);
    await frame.head(0).writeCsv(path);
    expect(readFileSync(path, "utf8")).toBe("flag,f64,i32,decimal,date,time,text\n");
    const list = DataFrame({ a: ["x y"] })
      .lazy()
      .select(col("a").str.split(" "));
    await expect(list.sinkCsv(place("list.csv"))).rejects.toThrow(UnsupportedError);
  });

  it("[IO-31] other separators: what holds them is quoted, and reads back", async () => {
    const frame = DataFrame({ a: ["x;y", "plain", "with, comma"], b: ["1", "2", "3"] });
    const path = place("semicolons.csv");
    await frame.writeCsv(path, { separator: ";" });
    expect(readFileSync(path, "utf8")).toBe('a;b\n"x;y";1\nplain;2\nwith, comma;3\n');
    expect((await readCsv(path, { separator: ";", inferSchemaLength: 0 })).equals(frame)).toBe(true);
  });

  it("[IO-32] the header can be left out", async () => {
    const frame = DataFrame({ a: ["x"], b: ["y"] });
    const path = place("header.csv");
    await frame.writeCsv(path);
    expect(readFileSync(path, "utf8")).toBe("a,b\nx,y\n");
    await frame.writeCsv(path, { includeHeader: false });
    expect(readFileSync(path, "utf8")).toBe("x,y\n");
  });
});
