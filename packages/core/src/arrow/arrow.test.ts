import * as arrow from "apache-arrow";
import { describe, expect, test } from "vitest";
import { buildColumn } from "../data/build-column.ts";
import { concatFrames, frameFromColumns, sliceFrame } from "../data/chunks.ts";
import { columnReader } from "../data/column-reader.ts";
import type { FrameData } from "../frame-data.ts";
import { Field, Schema } from "../schema.ts";
import type { DataType } from "../types.ts";
import * as types from "../types.ts";
import { fromArrow } from "./from-arrow.ts";
import { toArrow } from "./to-arrow.ts";

const columns: Record<string, [DataType, unknown[]]> = {
  boolean: [types.Boolean, [true, null, false]],
  int8: [types.Int8, [1, -2, null]],
  int64: [types.Int64, [2n ** 60n, null, -1n]],
  uint32: [types.UInt32, [4294967295, 0, null]],
  float32: [types.Float32, [1.5, null, -0.25]],
  float64: [types.Float64, [1.1, Number.NaN, null]],
  decimal: [types.Decimal(12, 2), ["-1.25", null, "99.00"]],
  wide: [types.Decimal(38, 2), ["-123456789012345678901.25", null, "99.00"]],
  date: [types.Date, [new Date("2024-01-01T00:00:00Z"), null, new Date("1969-01-01T00:00:00Z")]],
  datetime: [types.Datetime, [new Date(1700000000123), null, new Date(-5)]],
  string: [types.String, ["a", null, "größe"]],
  categorical: [types.Categorical, ["x", "y", null]],
  nothing: [types.Null, [null, null, null]],
};

function table(): FrameData {
  const schema = Schema(Object.entries(columns).map(([name, [type]]) => Field(name, type)));
  const data = Object.entries(columns).map(([name, [type, values]]) => buildColumn(name, type, values));
  return frameFromColumns(schema, data, 3);
}

function values(frame: FrameData, column: number): unknown[] {
  return frame.chunks.flatMap((chunk) => {
    const read = columnReader(frame.schema.fields[column]!.type, chunk.columns[column]!, chunk.numRows);
    return Array.from({ length: chunk.numRows }, (_, row) => read(row));
  });
}

describe("Arrow", () => {
  test("[INT-03] every type goes out and comes back, chunked and sliced", async () => {
    const whole = table();
    const chunked = concatFrames(whole.schema, [sliceFrame(whole, 0, 1), sliceFrame(whole, 1, 2)]);
    for (const frame of [whole, chunked]) {
      const back = await fromArrow(await toArrow(frame));
      expect(back.chunks).toHaveLength(frame.chunks.length);
      expect(back.schema).toEqual(frame.schema);
      for (const [i, [, expected]] of Object.values(columns).entries()) expect(values(back, i)).toEqual(expected);
    }
  });

  test("[INT-03] apache-arrow reads the values, without a copy", async () => {
    const frame = table();
    const out = await toArrow(frame);
    expect(out.getChild("string")!.toJSON()).toEqual(["a", null, "größe"]);
    expect(out.getChild("int64")!.toJSON()).toEqual([2n ** 60n, null, -1n]);
    expect(out.getChild("boolean")!.toJSON()).toEqual([true, null, false]);
    expect(out.getChild("categorical")!.toJSON()).toEqual(["x", "y", null]);
    expect(out.getChild("float64")!.data[0]!.values.buffer).toBe(frame.chunks[0]!.columns[5]!.data.buffer);
    const bytes = arrow.tableToIPC(out, "file");
    expect(values(await fromArrow(arrow.tableFromIPC(bytes)), 10)).toEqual(["a", null, "größe"]);
  });

  test("[INT-04] a slice with an offset is read from its first row", async () => {
    const source = new arrow.Table({
      b: arrow.vectorFromArray([true, false, null, true, true], new arrow.Bool()),
      s: arrow.vectorFromArray(["p", null, "qq", "rrr", "s"], new arrow.Utf8()),
      n: arrow.vectorFromArray([1, null, 3, 4, 5], new arrow.Int32()),
    }).slice(2, 5);
    const frame = await fromArrow(source);
    expect([0, 1, 2].map((i) => values(frame, i))).toEqual([
      [null, true, true],
      ["qq", "rrr", "s"],
      [3, 4, 5],
    ]);
  });

  test("[INT-04] a type that frames do not hold names the column", async () => {
    const source = new arrow.Table({
      t: arrow.vectorFromArray([[1]], new arrow.List(new arrow.Field("item", new arrow.Int32()))),
    });
    await expect(fromArrow(source)).rejects.toThrow('The column "t" has the Arrow type List<Int32>');
  });
});
