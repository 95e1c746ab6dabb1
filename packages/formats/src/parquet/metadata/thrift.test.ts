import { deserializeTCompactProtocol } from "hyparquet/src/thrift.js";
import { describe, expect, test } from "vitest";
import { ThriftWriter } from "../write/thrift-writer.ts";
import { ThriftError, ThriftReader } from "./thrift.ts";

function read(bytes: readonly number[]): unknown {
  return new ThriftReader(Uint8Array.from(bytes), 0, bytes.length).readStruct();
}

describe("ThriftReader", () => {
  test("reads what hyparquet's reader reads", () => {
    const writer = new ThriftWriter();
    writer.i32(1, -70000);
    writer.i64(2, 2 ** 40);
    writer.boolean(3, true);
    writer.binary(20, "text");
    writer.struct(21, () => writer.i32(200, 5));
    const bytes = writer.finish();
    const struct = new ThriftReader(bytes, 0, bytes.length).readStruct();
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const theirs = deserializeTCompactProtocol({ view, offset: 0 }) as Record<string, unknown>;
    expect(struct[1]).toBe(theirs["field_1"]);
    expect(BigInt(struct[2] as number)).toBe(theirs["field_2"]);
    expect(struct[3]).toBe(theirs["field_3"]);
    expect(struct[20]).toEqual(theirs["field_20"]);
    expect(struct[21]).toEqual({ 200: 5 });
  });

  test("refuses endless integers, long lists, long texts, deep nesting and missing ends", () => {
    expect(() => read([0x16, ...Array(20).fill(0xff), 0])).toThrow(ThriftError);
    expect(() => read([0x19, 0xf5, 0xff, 0xff, 0xff, 0xff, 0x07, 0])).toThrow(/too long/);
    expect(() => read([0x18, 0xff, 0xff, 0xff, 0x7f, 0])).toThrow(/bytes are needed/);
    expect(() => read(Array(100).fill(0x1c))).toThrow(/too deeply/);
    expect(() => read([0x15, 2])).toThrow(ThriftError);
    expect(() => read([0x1b, 0])).toThrow(/Unknown value type 11/);
  });
});
