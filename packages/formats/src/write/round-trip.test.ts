import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataType, Schema } from "@millrace/core";
import * as core from "@millrace/core";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { encodeCsvChunk } from "../csv/write/encode-csv-chunk.ts";
import { CsvFileWriter } from "../csv/write/file-writer.ts";
import { resolveCsvWriteOptions } from "../csv/write/write-options.ts";
import { writeTable } from "../parquet/testing/write-table.ts";
import { localWriteContext } from "./local-context.ts";
import type { Cell } from "./testing/column-builder.ts";
import { chunk } from "./testing/column-builder.ts";
import { query } from "./testing/duckdb.ts";

const context = localWriteContext();
const folder = mkdtempSync(join(tmpdir(), "millrace-round-trip-"));
const path = join(folder, "t.parquet");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A random table. */
interface Table {
  readonly schema: Schema;
  readonly columns: readonly (readonly Cell[])[];
  readonly numRows: number;
}

const int = (min: number, max: number): fc.Arbitrary<Cell> => fc.integer({ min, max });
const big = (min: bigint, max: bigint): fc.Arbitrary<Cell> => fc.bigInt({ min, max });
const digits = (count: bigint): fc.Arbitrary<Cell> => big(1n - 10n ** count, 10n ** count - 1n);
const float: fc.Arbitrary<Cell> = fc.double();

const types: readonly (readonly [DataType, fc.Arbitrary<Cell>])[] = [
  [core.Boolean, fc.boolean()],
  [core.Int8, int(-128, 127)],
  [core.Int16, int(-32768, 32767)],
  [core.Int32, int(-(2 ** 31), 2 ** 31 - 1)],
  [core.Int64, big(-(2n ** 63n), 2n ** 63n - 1n)],
  [core.UInt8, int(0, 255)],
  [core.UInt16, int(0, 65535)],
  [core.UInt32, int(0, 2 ** 32 - 1)],
  [core.UInt64, big(0n, 2n ** 64n - 1n)],
  [core.Float32, fc.float()],
  [core.Float64, float],
  [core.Decimal(7, 2), digits(7n)],
  [core.Decimal(18, 6), digits(18n)],
  [core.Decimal(38, 10), digits(38n)],
  [core.Date, int(-700_000, 2_900_000)],
  [core.Datetime, big(-(10n ** 16n), 10n ** 17n)],
  [core.String, fc.string({ unit: "binary", maxLength: 30 })],
  [core.Categorical, fc.string({ unit: "grapheme", maxLength: 20 })],
];

function cells(value: fc.Arbitrary<Cell>, numRows: number): fc.Arbitrary<Cell[]> {
  const exactly = { minLength: numRows, maxLength: numRows };
  const nullable = fc.option(value, { nil: null, freq: 4 });
  // Few distinct values make dictionaries and runs, many make plain pages.
  const few = fc.array(nullable, { minLength: 1, maxLength: 5 }).chain((pool) => {
    return fc.array(fc.nat(pool.length - 1), exactly).map((picks) => picks.map((pick) => pool[pick]!));
  });
  return fc.oneof(
    fc.array(value, exactly),
    fc.array(nullable, exactly),
    few,
    fc.constant(new Array<Cell>(numRows).fill(null)),
  );
}

/** Tables of 1 to 300 rows with a column of every type. */
const tables: fc.Arbitrary<Table> = fc.integer({ min: 1, max: 300 }).chain((numRows) => {
  const schema = core.Schema(types.map(([type], i) => core.Field(`c${i}`, type)));
  return fc.tuple(...types.map(([, value]) => cells(value, numRows))).map((columns) => ({ schema, columns, numRows }));
});

/** A value as tests compare it: -0 is 0 where `text`, NaN is equal to itself. */
function shown(cell: Cell): string {
  return cell === null ? "∅" : Object.is(cell, -0) ? "-0" : `${cell}`;
}

for (const compression of ["zstd", "snappy", "uncompressed"] as const) {
  test(`DuckDB reads random tables back, ${compression}`, { timeout: 60_000 }, async () => {
    const property = fc.asyncProperty(tables, fc.double({ min: 0, max: 1, noNaN: true }), async (table, cut) => {
      const rows = chunk(table.schema, table.columns);
      const cuts = [Math.floor(cut * table.numRows)];
      expect(await writeTable(path, table.schema, rows, cuts, { compression })).toBe(table.numRows);
      const found = await query(`SELECT * FROM '${path}'`);
      expect(found.length).toBe(table.numRows);
      table.columns.forEach((column, c) => {
        expect(found.map((row) => shown(row[c]!))).toEqual(column.map(shown));
      });
    });
    await fc.assert(property, { numRuns: 25 });
  });
}

const csvPath = join(folder, "t.csv");

test("DuckDB reads random tables back, CSV", { timeout: 60_000 }, async () => {
  const options = resolveCsvWriteOptions();
  const property = fc.asyncProperty(tables, async ({ schema, columns, numRows }) => {
    const writer = new CsvFileWriter(csvPath, schema, options);
    const parts: Buffer[] = [];
    encodeCsvChunk(context, schema, chunk(schema, columns), options, (lines) => parts.push(Buffer.from(lines)));
    await writer.append(Buffer.concat(parts), numRows);
    await writer.finish();
    const all = schema.fields.map(({ name, type }) => `'${name}': '${duckType(type)}'`).join(", ");
    const found = await query(
      `SELECT * FROM read_csv('${csvPath}', columns = {${all}}, header = true, quote = '"', escape = '"', delim = ',',
       allow_quoted_nulls = false, auto_detect = false, strict_mode = true, new_line = '\\n', parallel = false)`,
    );
    expect(found.length).toBe(numRows);
    columns.forEach((column, c) => {
      expect(found.map((row) => shown(row[c]!))).toEqual(column.map(shown));
    });
  });
  await fc.assert(property, { numRuns: 25 });
});

function duckType(type: DataType): string {
  if (type.kind === "decimal") return `DECIMAL(${type.precision},${type.scale})`;
  const names: Partial<Record<DataType["kind"], string>> = {
    int8: "TINYINT",
    int16: "SMALLINT",
    int32: "INTEGER",
    int64: "BIGINT",
    uint8: "UTINYINT",
    uint16: "USMALLINT",
    uint32: "UINTEGER",
    uint64: "UBIGINT",
    float32: "FLOAT",
    float64: "DOUBLE",
    boolean: "BOOLEAN",
    date: "DATE",
    datetime: "TIMESTAMP",
  };
  return names[type.kind] ?? "VARCHAR";
}
