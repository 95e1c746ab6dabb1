import { describe, expect, test } from "vitest";
import type { FrameData } from "../frame-data.ts";
import { Field, Schema } from "../schema.ts";
import type { DataType } from "../types.ts";
import * as types from "../types.ts";
import { buildColumn } from "./build-column.ts";
import { concatFrames, frameFromColumns, rechunk, sliceFrame } from "./chunks.ts";
import { columnReader, nullCount, storedColumnReader } from "./column-reader.ts";
import { inferType } from "./infer-type.ts";

function read(type: DataType, values: readonly unknown[]): unknown[] {
  const column = buildColumn("c", type, values);
  return values.map((_, row) => columnReader(type, column, values.length)(row));
}

function rows(frame: FrameData): unknown[][] {
  const out: unknown[][] = [];
  for (const chunk of frame.chunks) {
    const readers = frame.schema.fields.map((field, i) => columnReader(field.type, chunk.columns[i]!, chunk.numRows));
    for (let row = 0; row < chunk.numRows; row++) out.push(readers.map((reader) => reader(row)));
  }
  return out;
}

const day = (text: string): Date => new Date(`${text}T00:00:00Z`);

describe("columns", () => {
  test("[SCH-14] values come back as they went in, with nulls", () => {
    const cases: [DataType, unknown[]][] = [
      [types.Boolean, [true, null, false, true, true, false, null, true, true]],
      [types.Int8, [-128, 127, null]],
      [types.Int64, [2n ** 63n - 1n, -(2n ** 63n), null, 9007199254740993n]],
      [types.UInt64, [2n ** 64n - 1n, 0n]],
      [types.Float64, [1.5, Number.NaN, null, -0, Number.POSITIVE_INFINITY]],
      [types.String, ["", null, "plain", "über", "🐎 and more", "x".repeat(40)]],
      [types.Categorical, ["a", "b", "a", null, "c"]],
      [types.Date, [day("1969-12-31"), null, day("2024-02-29")]],
      [types.Datetime, [new Date(-1), new Date(1700000000123), null]],
      [types.Decimal(10, 2), ["12.34", "-0.05", null, "7.00"]],
      [types.Decimal(38, 3), ["-12345678901234567890123.456", "0.001", null]],
      [types.Null, [null, null]],
    ];
    for (const [type, values] of cases) expect(read(type, values), types.typeName(type)).toEqual(values);
  });

  test("stored values are days, microseconds and unscaled decimals", () => {
    const stored = (type: DataType, value: unknown): unknown =>
      storedColumnReader(type, buildColumn("c", type, [value]), 1)(0);
    expect(stored(types.Date, day("1970-01-02"))).toBe(1);
    expect(stored(types.Datetime, "2024-01-01T00:00:00.000001+01:00")).toBe(1704063600000001n);
    expect(stored(types.Decimal(10, 2), 12.3)).toBe(1230n);
  });

  test("a Datetime between milliseconds rounds down, before 1970 too", () => {
    expect(read(types.Datetime, [-1n, 1999n])).toEqual([new Date(-1), new Date(1)]);
  });

  test("[SCH-01] types are inferred, and mixtures name the row", () => {
    expect(inferType("a", [undefined, 1, 2.5])).toBe(types.Float64);
    expect(inferType("a", [1n])).toBe(types.Int64);
    expect(inferType("a", [null])).toBe(types.Null);
    expect(inferType("a", new Int16Array(1))).toBe(types.Int16);
    expect(() => inferType("a", [1, null, "x"])).toThrow('The column "a" mixes Float64 and String, at row 2');
    expect(inferType("a", [1, "x"], false)).toBe(types.String);
  });

  test("a value that does not fit names row, column and type", () => {
    expect(() => buildColumn("n", types.Int8, [1, 300])).toThrow(
      'The value 300 of the column "n", at row 1, does not fit the type Int8',
    );
    expect(() => buildColumn("n", types.Int32, [1.5])).toThrow("does not fit the type Int32");
    expect(() => buildColumn("n", types.Decimal(4, 2), ["100.00"])).toThrow("does not fit the type Decimal(4, 2)");
    expect(() => buildColumn("n", types.Date, ["2024-02-30"])).toThrow("does not fit the type Date");
  });

  test("a typed array is copied once into shared memory", () => {
    const values = Float64Array.of(1, 2, 3).subarray(1);
    const column = buildColumn("c", types.Float64, values);
    values[0] = 99;
    expect(column.data.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(columnReader(types.Float64, column, 2)(0)).toBe(2);
  });

  test("[SRT-12] slices are views and keep their values, joined slices give the whole", () => {
    const n = 3000;
    const schema = Schema([
      Field("i", types.Int32),
      Field("b", types.Boolean),
      Field("s", types.String),
      Field("c", types.Categorical),
    ]);
    const indexes = Array.from({ length: n }, (_, i) => i);
    const columns = [
      buildColumn(
        "i",
        types.Int32,
        indexes.map((i) => (i % 7 === 0 ? null : i)),
      ),
      buildColumn(
        "b",
        types.Boolean,
        indexes.map((i) => i % 3 === 0),
      ),
      buildColumn(
        "s",
        types.String,
        indexes.map((i) => (i % 5 === 0 ? null : i % 1100 === 1 ? `é${i}` : `s${i}`)),
      ),
      buildColumn(
        "c",
        types.Categorical,
        indexes.map((i) => `k${i % 4}`),
      ),
    ];
    const frame = frameFromColumns(schema, columns, n);
    const whole = rows(frame);
    const parts = [sliceFrame(frame, 0, 13), sliceFrame(frame, 13, 1500), sliceFrame(frame, 1513, 5000)];
    expect(parts.map((part) => part.numRows)).toEqual([13, 1500, 1487]);
    expect(parts[1]!.chunks[0]!.columns[0]!.data.buffer).toBe(columns[0]!.data.buffer);
    const joined = concatFrames(schema, parts);
    expect(rows(joined)).toEqual(whole);
    expect(rows(rechunk(joined))).toEqual(whole);
    expect(rechunk(joined).chunks).toHaveLength(1);
    expect(rows(sliceFrame(joined, 10, 2000))).toEqual(whole.slice(10, 2010));
    expect(nullCount(types.Int32, columns[0]!, n)).toBe(whole.filter((row) => row[0] === null).length);
  });

  test("joining categories of two dictionaries keeps the strings", () => {
    const schema = Schema([Field("c", types.Categorical)]);
    const part = (values: string[]): FrameData =>
      frameFromColumns(schema, [buildColumn("c", types.Categorical, values)], values.length);
    const joined = rechunk(concatFrames(schema, [part(["x", "y"]), part(["y", "z"])]));
    expect(rows(joined)).toEqual([["x"], ["y"], ["y"], ["z"]]);
  });
});
