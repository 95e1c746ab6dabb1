import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Decimal,
  Field,
  Float64,
  Int64,
  List,
  Schema as makeSchema,
  String as Text,
  UnsupportedError,
} from "@millrace/core";
import { afterAll, expect, test } from "vitest";
import { localWriteContext } from "../../write/local-context.ts";
import type { Cell } from "../../write/testing/column-builder.ts";
import { chunk } from "../../write/testing/column-builder.ts";
import { query } from "../../write/testing/duckdb.ts";
import { writeTable } from "../testing/write-table.ts";
import { encodeRowGroup } from "./encode-row-group.ts";
import { ParquetFileWriter } from "./file-writer.ts";
import { resolveParquetWriteOptions } from "./write-options.ts";

const context = localWriteContext();
const folder = mkdtempSync(join(tmpdir(), "millrace-parquet-"));
const path = join(folder, "t.parquet");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rowIds = [...Array(50_000).keys()];
const big = makeSchema([
  Field("id", Int64),
  Field("name", Text),
  Field("value", Float64),
  Field("price", Decimal(9, 2)),
]);
const bigColumns: Cell[][] = [
  rowIds.map((i) => BigInt(i) * 7n),
  rowIds.map((i) => (i % 5 === 1 ? null : `name ${i % 300}`)),
  rowIds.map((i) => (i % 7 === 0 ? null : i % 11 === 0 ? Number.NaN : i / 3)),
  rowIds.map((i) => BigInt(i % 1000)),
];

test("statistics, types and encodings stand in the footer", async () => {
  expect(await writeTable(path, big, chunk(big, bigColumns), [30_000])).toBe(50_000);
  const found = await query(
    `SELECT row_group_id, path_in_schema, type, encodings, compression, stats_min_value, stats_max_value, stats_null_count
     FROM parquet_metadata('${path}') ORDER BY 1, column_id`,
  );
  expect(found.slice(0, 4).map((row) => row.map(String))).toEqual([
    ["0", "id", "INT64", "PLAIN, RLE", "ZSTD", "0", "209993", "0"],
    ["0", "name", "BYTE_ARRAY", "PLAIN, RLE, RLE_DICTIONARY", "ZSTD", "name 0", "name 99", "6000"],
    ["0", "value", "DOUBLE", "PLAIN, RLE", "ZSTD", String(1 / 3), String(29_999 / 3), "4286"],
    ["0", "price", "INT32", "PLAIN, RLE, RLE_DICTIONARY", "ZSTD", "0.00", "9.99", "0"],
  ]);
  expect(await query(`SELECT count(*), sum(id) FROM '${path}' WHERE id BETWEEN 70000 AND 140000`)).toEqual([
    [10_001n, 1_050_105_000n],
  ]);
});

test("what stays of a row group until the file's end is small, however long its strings are", () => {
  const schema = makeSchema([Field("text", Text)]);
  const long = [...Array(8).keys()].map((i) => `${i}`.repeat(300_000));
  const options = resolveParquetWriteOptions({ dictionary: false });
  const { bytes, ...rowGroup } = encodeRowGroup(
    context,
    schema,
    [{ chunk: chunk(schema, [long]), from: 0, to: 8 }],
    options,
  );
  expect(bytes.length).toBeGreaterThan(0);
  // A part of a buffer keeps the whole buffer, and takes it along to another thread.
  let kept = 0;
  JSON.stringify(rowGroup, (_, value: unknown) => {
    if (value instanceof Uint8Array) kept += value.buffer.byteLength;
    return value instanceof Uint8Array || typeof value === "bigint" ? null : value;
  });
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(10_000);
});

test("the bytes do not depend on how rows are cut into slices", () => {
  const options = resolveParquetWriteOptions();
  const rows = chunk(big, bigColumns);
  const whole = encodeRowGroup(context, big, [{ chunk: rows, from: 0, to: rows.numRows }], options);
  const slices = [0, 13, 8191, 20_485, 50_000].flatMap((to, i, all) =>
    i === 0 ? [] : [{ chunk: rows, from: all[i - 1]!, to }],
  );
  expect(encodeRowGroup(context, big, slices, options)).toEqual(whole);
});

test("bounds of strings are those of their bytes, whatever they begin with", () => {
  const schema = makeSchema([Field("s", Text)]);
  const options = resolveParquetWriteOptions();
  const pieces = ["", "\0", "a", "b", "é", "\u{10ffff}", "prefix", "prefix_", "prefix_of_8", "prefix_of_sixteen"];
  const pieceOf = (i: number): string => pieces[i % pieces.length]!;
  for (let seed = 0; seed < 300; seed++) {
    const texts = Array.from({ length: 1 + (seed % 7) }, (_, i) => {
      const at = Math.imul(seed + 1, 7919) + i * 104_729;
      return pieceOf((at >>> 3) + i) + pieceOf(at >>> 7) + pieceOf(at >>> 11);
    });
    const slices = [{ chunk: chunk(schema, [texts]), from: 0, to: texts.length }];
    const { min, max } = encodeRowGroup(context, schema, slices, options).columnMetadata[0]!.bounds!;
    const sorted = texts.map((text) => Buffer.from(text)).sort(Buffer.compare);
    expect([Buffer.from(min), Buffer.from(max)]).toEqual([sorted[0], sorted.at(-1)]);
  }
});

test("long strings are cut in the bounds and say so", () => {
  const schema = makeSchema([Field("s", Text)]);
  const rows = chunk(schema, [["a".repeat(100), `b${"é".repeat(80)}`]]);
  const options = resolveParquetWriteOptions();
  const { columnMetadata } = encodeRowGroup(context, schema, [{ chunk: rows, from: 0, to: 2 }], options);
  const bounds = columnMetadata[0]!.bounds!;
  const text = (bytes: Uint8Array): string => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  expect(text(bounds.min)).toBe("a".repeat(64));
  expect(text(bounds.max)).toBe("c");
  expect([bounds.isMinExact, bounds.isMaxExact]).toEqual([false, false]);
});

test("a file without rows keeps its schema", async () => {
  const options = resolveParquetWriteOptions();
  await new ParquetFileWriter(path, big, options).finish();
  expect(await query(`SELECT count(*), count(name) FROM '${path}'`)).toEqual([[0n, 0n]]);
});

test("an aborted file leaves the old one, and nested columns are refused before anything is written", async () => {
  writeFileSync(path, "old");
  const options = resolveParquetWriteOptions();
  const writer = new ParquetFileWriter(path, big, options);
  const rows = chunk(big, bigColumns);
  await writer.append(encodeRowGroup(context, big, [{ chunk: rows, from: 0, to: 100 }], options));
  writer.abort();
  expect(() => new ParquetFileWriter(path, makeSchema([Field("l", List(Int64))]), options)).toThrow(UnsupportedError);
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(readdirSync(folder)).toEqual(["t.parquet"]);
});

test("keys of one prefix do not crowd a dictionary's table", () => {
  const schema = makeSchema([Field("id", Text)]);
  const rows = chunk(schema, [Array.from({ length: 60_000 }, (_, i) => `P${`${i}`.padStart(7, "0")}`)]);
  const startMs = performance.now();
  encodeRowGroup(context, schema, [{ chunk: rows, from: 0, to: rows.numRows }], resolveParquetWriteOptions());
  // A few milliseconds; several seconds when all keys fall into few slots.
  expect(performance.now() - startMs).toBeLessThan(1000);
});
