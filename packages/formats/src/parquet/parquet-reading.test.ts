import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Schema } from "@millrace/core";
import {
  DuplicateColumnError,
  Int32,
  Int64,
  MillraceError,
  SchemaMismatchError,
  schemaText,
  UnsupportedError,
} from "@millrace/core";
import { localFiles } from "@millrace/storage";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { query } from "../write/testing/duckdb.ts";
import { parquetFormat } from "./parquet-format.ts";
import { testContext } from "./testing/bump-arena.ts";
import type { ReadTableOptions } from "./testing/read-table.ts";
import { readTable, scanFile } from "./testing/read-table.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-parquet-read-"));
const path = (name: string): string => join(folder, `${name}.parquet`);
const context = testContext();
const environment = { files: localFiles };
const ROWS = 50_000;
const BROTLI_ROWS = 3000;

/** Every flat type, with nulls in `_n` columns; `key` ascends. */
const TABLE = `SELECT
  i AS key, (i % 7)::TINYINT AS i8, (i % 300 - 150)::SMALLINT AS i16_n, hash(i)::UBIGINT AS u64,
  CASE WHEN i % 3 = 0 THEN NULL ELSE (i * 7919 % 100003)::INTEGER END AS i32_n,
  CASE WHEN i % 1000 < 500 THEN NULL ELSE i % 2 = 0 END AS bool_n, i % 5 = 0 AS bool,
  (i / 7)::DOUBLE AS f64, (i / 3)::FLOAT AS f32, (i % 1000 / 100)::DECIMAL(9,2) AS dec9,
  (i * 1000003 / 1000)::DECIMAL(18,3) AS dec18,
  ((i - 25000)::DECIMAL(38,3) * 1000000000000000000000) AS dec38, (i % 9 - 4)::DECIMAL(38,0) AS dec38_few, DATE '2000-01-01' + (i % 5000)::INTEGER AS d,
  TIMESTAMP '2001-02-03 04:05:06.789' + to_microseconds(i * 1000003) AS ts,
  'word' || (i % 50) AS few, CASE WHEN i % 11 = 0 THEN NULL ELSE 'a longer text with the number ' || hash(i) END AS many_n,
  NULL::INTEGER AS nothing, CASE WHEN i < 30000 THEN NULL ELSE 'ä€𝄞' || (i % 3) END AS late_n
  FROM range(${ROWS}) t(i) ORDER BY i`;

beforeAll(async () => {
  const copy = (name: string, options: string, rows = ROWS): Promise<unknown> =>
    query(`COPY (${TABLE} LIMIT ${rows}) TO '${path(name)}' (FORMAT parquet, ROW_GROUP_SIZE 20480, ${options})`);
  for (const codec of ["uncompressed", "snappy", "zstd", "gzip", "lz4_raw"]) {
    await copy(codec, `COMPRESSION ${codec}`);
  }
  // Its compressor takes a second for 3000 rows.
  await copy("brotli", "COMPRESSION brotli", BROTLI_ROWS);
  await copy("v2", "COMPRESSION zstd, PARQUET_VERSION V2");
  await query(
    `COPY (SELECT 1::INTEGER AS a, [1, 2] AS l, {x: 1} AS s, MAP {'k': 1} AS m, TIME '12:00:00' AS time, 5::DECIMAL(38,0) AS big) TO '${path("odd")}' (FORMAT parquet)`,
  );
  await query(`COPY (SELECT 2::BIGINT AS a, 'x' AS b) TO '${path("wide")}' (FORMAT parquet)`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const columnsOnce = new Map<string, unknown>();

/** The file's columns read plainly, checked against each other by the tests below. */
function plain(name: string): ReturnType<typeof readTable> {
  let table = columnsOnce.get(name) as ReturnType<typeof readTable> | undefined;
  if (table === undefined) {
    table = readTable(context, [path(name)]);
    columnsOnce.set(name, table);
  }
  return table;
}

/** The first place where columns differ, as text; null if they are equal. */
function difference(a: readonly (readonly unknown[])[], b: readonly (readonly unknown[])[]): string | null {
  for (let column = 0; column < Math.max(a.length, b.length); column++) {
    const [left = [], right = []] = [a[column], b[column]];
    if (left.length !== right.length) return `column ${column}: ${left.length} and ${right.length} rows`;
    const row = left.findIndex((value, i) => !Object.is(value, right[i]));
    if (row >= 0) return `column ${column}, row ${row}: ${left[row]} and ${right[row]}`;
  }
  return null;
}

describe("values", () => {
  test("are DuckDB's", () => {
    const { names, columns, schema } = plain("snappy");
    const at = (name: string, row: number): unknown => columns[names.indexOf(name)]![row];
    expect(schema.fields.map((field) => field.type.kind)).toEqual(
      "int64 int8 int16 uint64 int32 boolean boolean float64 float32 decimal decimal decimal decimal date datetime string string int32 string".split(
        " ",
      ),
    );
    for (const i of [0, 1, 2, 4, 11, 999, 20479, 20480, 29999, 30000, 49999]) {
      const n = BigInt(i);
      expect(at("key", i)).toBe(n);
      expect(at("i8", i)).toBe(n % 7n);
      expect(at("i16_n", i)).toBe((n % 300n) - 150n);
      expect(at("i32_n", i)).toBe(i % 3 === 0 ? null : (n * 7919n) % 100003n);
      expect(at("bool_n", i)).toBe(i % 1000 < 500 ? null : i % 2 === 0);
      expect(at("bool", i)).toBe(i % 5 === 0);
      expect(at("f64", i)).toBe(i / 7);
      expect(at("f32", i)).toBe(Math.fround(i / 3));
      expect(at("dec9", i)).toBe(n % 1000n);
      expect(at("dec18", i)).toBe(n * 1000003n);
      expect(at("dec38", i)).toBe((n - 25_000n) * 10n ** 24n);
      expect(at("dec38_few", i)).toBe((n % 9n) - 4n);
      expect(at("d", i)).toBe(10957n + (n % 5000n));
      expect(at("ts", i)).toBe(981173106789000n + n * 1000003n);
      expect(at("few", i)).toBe(`word${i % 50}`);
      expect(at("nothing", i)).toBe(null);
      expect(at("late_n", i)).toBe(i < 30000 ? null : `ä€𝄞${i % 3}`);
      expect(at("many_n", i)).toBe(i % 11 === 0 ? null : `a longer text with the number ${at("u64", i)}`);
    }
  });

  test.each(["uncompressed", "zstd", "gzip", "brotli", "lz4_raw", "v2"])("are the same in %s", (name) => {
    const rows = name === "brotli" ? BROTLI_ROWS : ROWS;
    const want = plain("snappy").columns.map((values) => values.slice(0, rows));
    expect(difference(plain(name).columns, want)).toBe(null);
  });

  const ways: readonly [string, ReadTableOptions][] = [
    ["as codes", { coded: true }],
    ["in batches of 777 rows", { batchRows: 777 }],
    ["split into many morsels", { targetMorsels: 20, coded: true }],
  ];
  test.each(ways)("are the same read %s", (_title, options) => {
    for (const name of ["snappy", "v2"]) {
      expect(difference(readTable(context, [path(name)], options).columns, plain("snappy").columns)).toBe(null);
    }
  });

  test.each([3, 400, 16_000])("of every %d-th row are the same by selection", (step) => {
    const want = plain("snappy").columns.map((values) =>
      values.filter((_, row) => ((row % 20_480) % 16_384) % step === 0),
    );
    for (const coded of [false, true]) {
      const got = readTable(context, [path("snappy")], { select: (row) => row % step === 0, coded });
      expect(difference(got.columns, want)).toBe(null);
    }
  });

  test("leave no memory behind", () => {
    expect(context.allocator.live).toBe(0);
  });
});

describe("plans", () => {
  const bytesOf = (table: ReturnType<typeof readTable>): number => {
    const pruned = table.plan.ledger.pruned.reduce((sum, { bytes }) => sum + bytes, 0);
    const read = table.counters.reduce((sum, c) => sum + c.bytesRead, 0);
    const skipped = table.counters.reduce(
      (sum, c) => sum + Object.values(c.bytesSkipped).reduce((a, b) => a + b, 0),
      0,
    );
    return pruned + read + skipped;
  };

  test("prune row groups by statistics, and every byte is accounted for", () => {
    const tests = [{ column: "key", op: "ge", values: [45_000n] }] as const;
    const table = readTable(context, [path("snappy")], { columns: ["key", "few"], tests });
    expect(table.plan.morsels).toHaveLength(1);
    expect(table.columns[0]).toHaveLength(ROWS - 40_960);
    expect(table.plan.ledger.pruned.find(({ reason }) => reason === "statistics")?.rows).toBe(40_960);
    expect(Math.abs(bytesOf(table) - table.plan.ledger.totalBytes)).toBeLessThan(1024);
  });

  test.each([
    ["key", "lt", 0n, 0],
    ["key", "le", 0n, 1],
    ["key", "eq", 20_480n, 1],
    ["key", "gt", 49_999n, 0],
    ["few", "eq", "zzz", 0],
    ["few", "eq", "word7", 3],
    ["f64", "gt", 1e9, 3],
    ["f64", "lt", -1, 0],
    ["late_n", "isNotNull", null, 2],
    ["key", "isNull", null, 0],
    ["i8", "ne", 3n, 3],
    ["d", "gt", 15_957n, 0],
    ["dec9", "gt", 999n, 0],
    ["dec38", "lt", -(10n ** 24n) * 25_000n, 0],
    ["dec38", "gt", 24_998n * 10n ** 24n, 1],
  ] as const)("%s %s %s keeps %d row groups", (column, op, value, kept) => {
    const tests = [{ column, op, values: value === null ? [] : [value] }];
    expect(readTable(context, [path("snappy")], { columns: [], tests }).plan.morsels).toHaveLength(kept);
  });

  test("stop at a limit", () => {
    const { plan } = readTable(context, [path("snappy")], { columns: ["key"], limit: 20_481 });
    expect(plan.morsels).toHaveLength(2);
    expect(plan.ledger.pruned.find(({ reason }) => reason === "limit")?.rows).toBe(ROWS - 40_960);
  });

  test("know rows and bounds", () => {
    const statistics = parquetFormat.statistics!([scanFile(path("zstd"))], {}, environment);
    expect(statistics.rows).toBe(ROWS);
    expect(statistics.column("key")).toMatchObject({ min: 0n, max: 49_999n, nullCount: 0 });
    expect(statistics.column("late_n")?.nullCount).toBe(30_000);
    expect(statistics.column("none")).toBe(null);
  });
});

describe("columns", () => {
  test("that are not read say so in the schema, and naming one is a typed error", () => {
    const files = [scanFile(path("odd"))];
    const schema = parquetFormat.inferSchema(files, {}, environment) as Schema;
    expect(schemaText(schema)).toBe(
      "a: Int32, l: Unsupported(List), s: Unsupported(Struct), m: Unsupported(Map), time: Unsupported(Time), big: Decimal(38, 0)",
    );
    const request = { files, options: {}, schema, tests: [], limit: null, targetMorsels: 1 };
    for (const column of ["l", "s", "m", "time"]) {
      expect(() => parquetFormat.planScan({ ...request, columns: [column] }, environment)).toThrow(UnsupportedError);
    }
    expect(readTable(context, [path("odd")]).columns).toEqual([[1n], [5n]]);
  });

  test("of other files widen, or are null where they lack", () => {
    expect(() => readTable(context, [path("wide"), path("odd")])).toThrow(SchemaMismatchError);
    const format = { missingColumns: "insert", extraColumns: "ignore" };
    const { columns, names } = readTable(context, [path("wide"), path("odd")], { format });
    expect(names).toEqual(["a", "b"]);
    expect(columns).toEqual([
      [2n, 1n],
      ["x", null],
    ]);
  });

  test("of one name are an error that names the file", async () => {
    const twice = path("twice");
    await query(`COPY (SELECT 1 AS first_name, 2 AS other_name) TO '${twice}' (FORMAT parquet)`);
    writeFileSync(twice, readFileSync(twice, "latin1").replaceAll("other_name", "first_name"), "latin1");
    expect(() => readTable(context, [twice])).toThrow(DuplicateColumnError);
    expect(() => readTable(context, [twice])).toThrow(twice);
  });

  test("do not narrow", () => {
    const field = { name: "a", type: Int32, nullable: true };
    const request = { files: [scanFile(path("wide"))], options: {}, schema: { fields: [field] }, columns: ["a"] };
    expect(() => parquetFormat.planScan({ ...request, tests: [], limit: null, targetMorsels: 1 }, environment)).toThrow(
      SchemaMismatchError,
    );
    expect(Int64.kind).toBe("int64");
  });
});

test("Damaged files give typed errors, or values, and nothing else", () => {
  let seed = 42;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed % below;
  };
  const damaged = path("damaged");
  for (const name of ["odd", "wide", "v2", "snappy", "lz4_raw"]) {
    const good = readFileSync(path(name));
    const footer = good.readUInt32LE(good.length - 8);
    const runs = good.length < 10_000 ? 40 : 6;
    for (let run = 0; run < runs; run++) {
      const bytes = Buffer.from(good);
      const start = run % 2 === 0 ? good.length - 8 - footer : 4;
      for (let k = 0; k <= run % 4; k++) bytes[start + random(good.length - 8 - start)] = random(256);
      writeFileSync(damaged, bytes);
      try {
        readTable(testContext(), [damaged], { coded: run % 3 === 0 });
      } catch (error) {
        expect(error, `${name} ${run}: ${error instanceof Error ? error.stack : error}`).toBeInstanceOf(MillraceError);
      }
    }
  }
});
