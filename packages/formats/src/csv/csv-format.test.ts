import { gzipSync, constants as zlib, zstdCompressSync } from "node:zlib";
import {
  Boolean,
  Date as DateType,
  Datetime,
  Decimal,
  Float32,
  Float64,
  Int8,
  Int64,
  MillraceError,
  String as StringType,
  schemaText,
  UInt8,
  UInt64,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import type { FormatOptions } from "../format.ts";
import { readCsv } from "./testing/read-csv.ts";
import { temporaryFile } from "./testing/temporary-file.ts";

const read = (text: string | Uint8Array, options: FormatOptions = {}) => readCsv([temporaryFile(text)], options);

/** The error of a call, with its code. */
function errorOf(call: () => unknown): { code: string; message: string; details: Record<string, unknown> } {
  try {
    call();
  } catch (error) {
    return error as ReturnType<typeof errorOf>;
  }
  throw new Error("No error was thrown");
}

describe("types", () => {
  test("are inferred as Polars infers them", () => {
    const text = "i,f,b,s,d,n,m\n1,1.5,true,x,2024-01-02,,1\n-2,inf,FALSE,,2024-01-03,,1.5\n";
    const { schema, rows } = read(text);
    expect(schemaText(schema)).toBe("i: Int64, f: Float64, b: Boolean, s: String, d: String, n: String, m: Float64");
    expect(rows).toEqual([
      [1n, 1.5, true, "x", "2024-01-02", null, 1],
      [-2n, Number.POSITIVE_INFINITY, false, null, "2024-01-03", null, 1.5],
    ]);
  });
  test("dates and datetimes where asked", () => {
    const text = "d,t,mixed\n2024-01-02,2024-01-02T03:04:05.5,2024-01-01\n,1970-01-01 00:00:00,x\n";
    const { schema, rows } = read(text, { tryParseDates: true });
    expect(schemaText(schema)).toBe("d: Date, t: Datetime(us), mixed: String");
    expect(rows[0]).toEqual([19724, 1704164645500000n, "2024-01-01"]);
    expect(rows[1]).toEqual([null, 0n, "x"]);
  });
  test("schemaOverrides and every kind", () => {
    const schemaOverrides = { a: Int8, b: UInt8, c: Float32, d: Decimal(5, 2), e: UInt64, f: Datetime };
    const { rows } = read("a,b,c,d,e,f\n-128,255,0.1,-123.45,18446744073709551615,2024-01-01\n", { schemaOverrides });
    expect(rows).toEqual([[-128, 255, Math.fround(0.1), -12345n, 18446744073709551615n, 1704067200000000n]]);
    for (const bad of ["128,0,0,0,0,", "0,256,0,0,0,", "0,0,x,0,0,", "0,0,0,1234.5,0,", "0,0,0,0,-1,"]) {
      expect(errorOf(() => read(`a,b,c,d,e,f\n${bad}\n`, { schemaOverrides })).code).toBe("PARSE_ERROR");
    }
    expect(errorOf(() => read("a\n1\n", { schemaOverrides: { z: Int8 } })).code).toBe("COLUMN_NOT_FOUND");
  });
  test("a given schema goes by place, and nothing is inferred", () => {
    const schema = { a: StringType, b: Int64 };
    expect(read("x,y\n1,2\n", { schema }).rows).toEqual([["1", 2n]]);
    expect(read("1,2\n3\n", { schema, hasHeader: false }).rows).toEqual([
      ["1", 2n],
      ["3", null],
    ]);
    expect(errorOf(() => read("x\n1\n", { schema })).code).toBe("SCHEMA_MISMATCH");
    expect(errorOf(() => read("x,y,z\n1,2,3\n", { schema })).code).toBe("SCHEMA_MISMATCH");
  });
  test("the inference length", () => {
    const text = `a\n${"1\n".repeat(150)}x\n`;
    expect(errorOf(() => read(text)).message).toContain("inferSchemaLength");
    expect(read(text, { inferSchemaLength: null }).schema.fields[0]?.type).toEqual(StringType);
    expect(read("a\n1\n", { inferSchemaLength: 0 }).schema.fields[0]?.type).toEqual(StringType);
  });
  test("numbers of all lengths", () => {
    const numbers = ["0", "7", "-7", "12345678", "123456789", "-1234567890123456", "12345678901234567", "+5", "  42"];
    expect(read(`a\n${numbers.join("\n")}\n`, { schema: { a: Int64 } }).rows.flat()).toEqual(numbers.map(BigInt));
    const floats = ["0.5", "-1.25", "1234567.12345678", ".5", "5.", "1e3", "123456789.123456789", "-0.0", " 1.5"];
    expect(read(`a\n${floats.join("\n")}\n`, { schema: { a: Float64 } }).rows.flat()).toEqual(floats.map(Number));
    for (const bad of ["1x", "--1", "1.2.3", "12 ", ".", "-", "1,", "1234567:", "/"]) {
      for (const type of [Int64, Float64]) {
        expect(
          read(`a;b\n${bad};\n`, { separator: ";", schema: { a: type, b: StringType }, ignoreErrors: true }).rows,
        ).toEqual([[null, null]]);
      }
    }
  });
});

describe("heads", () => {
  test("byte order mark, CRLF, no last line end", () => {
    expect(read("\uFEFFa,b\r\n1,x\r\n2,y")).toMatchObject({
      rows: [
        [1n, "x"],
        [2n, "y"],
      ],
    });
  });
  test("an empty file", () => {
    const path = temporaryFile("");
    expect(errorOf(() => readCsv([path]))).toMatchObject({ code: "NO_DATA", details: { file: path } });
    expect(read("", { raiseIfEmpty: false })).toMatchObject({ schema: { fields: [] }, rows: [] });
    expect(errorOf(() => read("a\n", { skipRows: 5 })).code).toBe("NO_DATA");
  });
  test("a header alone", () => {
    for (const text of ["a,b", "a,b\n"]) {
      const { schema, rows } = read(text);
      expect(schemaText(schema)).toBe("a: String, b: String");
      expect(rows).toEqual([]);
    }
  });
  test("names that repeat, names that are given", () => {
    expect(read("a,a,b,a\n").schema.fields.map(({ name }) => name)).toEqual([
      "a",
      "a_duplicated_0",
      "b",
      "a_duplicated_1",
    ]);
    expect(read("1,2\n", { hasHeader: false }).schema.fields.map(({ name }) => name)).toEqual(["column_1", "column_2"]);
    const renamed = read("1,2\n", { hasHeader: false, newColumns: ["x", "y"] });
    expect(schemaText(renamed.schema)).toBe("x: Int64, y: Int64");
    expect(renamed.rows).toEqual([[1n, 2n]]);
  });
  test("skipped rows are records, skipped lines are lines", () => {
    const text = '"one\nrecord",\na,b\n1,2\n3,4\n';
    expect(read(text, { skipRows: 1 }).rows.length).toBe(2);
    expect(read(text, { skipLines: 2 }).rows.length).toBe(2);
    expect(read(text, { skipRows: 1, skipRowsAfterHeader: 1 }).rows).toEqual([[3n, 4n]]);
  });
  test("comments", () => {
    const text = '# "one\na,b\n1,2\n# x,y\n"#",4\n#end';
    expect(read(text, { commentPrefix: "#" }).rows).toEqual([
      ["1", 2n],
      ["#", 4n],
    ]);
    expect(readCsv([temporaryFile(text)], { commentPrefix: "#" }, { columns: [] }).counters[0]?.rows).toBe(2);
  });
});

describe("fields", () => {
  test("quotes, doubled quotes, line ends in quotes, empty and missing", () => {
    const text = 'a,b,c\n"x,""y""",\n"line\nend","",""""\n,"  ",long text of a field\n';
    expect(read(text).rows).toEqual([
      ['x,"y"', null, null],
      ["line\nend", "", '"'],
      [null, "  ", "long text of a field"],
    ]);
    expect(read('a,b\n,""\n', { missingUtf8IsEmptyString: true }).rows).toEqual([["", ""]]);
  });
  test("quotes that stand where they may not", () => {
    const text = 'a,b\nx"y,1\n"p"q"r,2\n5" x 3",3\n';
    expect(read(text).rows).toEqual([
      ['x"y', 1n],
      ['pq"r', 2n],
      ['5" x 3"', 3n],
    ]);
  });
  test("other marks", () => {
    for (const separator of [";", "\t", "|"]) {
      const text = `a${separator}b\n'x${separator}y'${separator}2\n`;
      expect(read(text, { separator, quoteChar: "'" }).rows).toEqual([[`x${separator}y`, 2n]]);
    }
    expect(read('a,b\n"x,1\n', { quoteChar: null }).rows).toEqual([['"x', 1n]]);
    expect(read("a,b\r1,2\r3,4", { eolChar: "\r" }).rows).toEqual([
      [1n, 2n],
      [3n, 4n],
    ]);
    expect(errorOf(() => read("a", { separator: "::" })).code).toBe("INVALID_OPTION");
    expect(errorOf(() => read("a", { separator: '"' })).code).toBe("INVALID_OPTION");
  });
  test("blank lines are rows of a single column only", () => {
    expect(read("a,b\n\n1,2\n\r\n\n3,4\n\n").rows.length).toBe(2);
    expect(read("a\n1\n\n3\n").rows).toEqual([[1n], [null], [3n]]);
  });
  test("null markers: one, a list, by column", () => {
    expect(read("a,b\nNA,NA\n1,x\n", { nullValues: "NA" }).rows).toEqual([
      [null, null],
      [1n, "x"],
    ]);
    expect(read('a,b\n"NA",-\n1,x\n', { nullValues: ["NA", "-"] }).rows[0]).toEqual([null, null]);
    expect(read("a,b\n-1,-1\n", { nullValues: { a: "-1" } }).rows).toEqual([[null, -1n]]);
  });
});

describe("errors", () => {
  test("a bad value names file, row, column and byte", () => {
    const path = temporaryFile("a,b\n1,2\n1,oops\n");
    const error = errorOf(() => readCsv([path], { schemaOverrides: { b: Int64 } }));
    expect(error).toMatchObject({ code: "PARSE_ERROR", details: { file: path, row: 3, column: "b", byte: 10 } });
    const { rows, counters } = readCsv([path], { schemaOverrides: { b: Int64 }, ignoreErrors: true });
    expect(rows).toEqual([
      [1n, 2n],
      [1n, null],
    ]);
    expect(counters[0]).toMatchObject({ rejectedRows: 1, firstRejected: [{ row: 3, column: "b", byte: 10 }] });
  });
  test("ignored errors are counted, with the first ten as examples", () => {
    const text = `a,b,c\n${Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? `x${i},"${i}",1\n` : `${i},"y""${i}",2024-01-01\n`)).join("")}`;
    const options = { schema: { a: Int64, b: Float64, c: DateType }, ignoreErrors: true };
    for (const everyNth of [1, 2]) {
      const { rows, counters } = readCsv([temporaryFile(text)], options, { everyNth });
      const numBad = everyNth === 1 ? 60 : 40;
      expect(counters[0]?.rejectedRows).toBe(numBad);
      const [first] = counters;
      expect(first?.firstRejected.map(({ row, column, message }) => `${row} ${column} ${message}`)).toEqual(
        Array.from({ length: 10 }, (_, k) => `${2 + 2 * k} a "x${2 * k}" is no Int64`),
      );
      // What is parsed again has the same values.
      const wanted = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? [null, i, null] : [BigInt(i), null, 19723]));
      expect(rows).toEqual(wanted.filter((_, i) => i % everyNth === 0));
    }
  });
  test("a bad value in a later range", () => {
    const path = temporaryFile(`a\n${"1\n".repeat(500)}x\n`);
    const error = errorOf(() => readCsv([path], { schema: { a: Int64 }, rangeBytes: 64 }));
    expect(error.details).toMatchObject({ row: 502, byte: 1002 });
  });
  test("too many fields", () => {
    const error = errorOf(() => read("a,b\n1,2\n1,2,3\n"));
    expect(error).toMatchObject({ code: "CORRUPT_FILE", details: { row: 3, byte: 8 } });
    expect(read("a,b\n1,2\n1,2,3\n4\n", { truncateRaggedLines: true }).rows).toEqual([
      [1n, 2n],
      [1n, 2n],
      [4n, null],
    ]);
  });
  test("a quote that never ends", () => {
    expect(errorOf(() => read('a,b\n1,"x\ny\n', { inferSchemaLength: 0 })).code).toBe("CORRUPT_FILE");
    expect(errorOf(() => read('a,b\nx"y,1\n1,"x\ny\n', { schema: { a: StringType, b: StringType } })).code).toBe(
      "CORRUPT_FILE",
    );
  });
  test("bytes that are not UTF-8", () => {
    const bytes = new Uint8Array([...new TextEncoder().encode("a,b\nä,1\n"), 0xff, 0x2c, 0x32, 0x0a]);
    const error = errorOf(() => read(bytes, { schema: { a: StringType, b: Int64 } }));
    expect(error).toMatchObject({ code: "CORRUPT_FILE", details: { row: 3, column: "a" } });
    const lenient = read(bytes, { schema: { a: StringType, b: Int64 }, ignoreErrors: true });
    expect(lenient.rows).toEqual([
      ["ä", 1n],
      [null, 2n],
    ]);
  });
  test("other encodings and compressions", () => {
    expect(errorOf(() => read(new Uint8Array([0xff, 0xfe, 0x61, 0]))).code).toBe("UNSUPPORTED");
    expect(errorOf(() => read(new Uint8Array([0x42, 0x5a, 0x68, 0x39, 0]))).code).toBe("UNSUPPORTED");
    expect(errorOf(() => read("a", { encoding: "latin1" })).code).toBe("INVALID_OPTION");
  });
});

describe("many files", () => {
  test("columns go by name, and differences are told", () => {
    const a = temporaryFile("x,y\n1,a\n");
    const b = temporaryFile("y,x\nb,2\n");
    expect(readCsv([a, b]).rows).toEqual([
      [1n, "a"],
      [2n, "b"],
    ]);
    const short = temporaryFile("x\n3\n");
    expect(errorOf(() => readCsv([a, short]))).toMatchObject({
      code: "SCHEMA_MISMATCH",
      details: { file: short, column: "y" },
    });
    expect(readCsv([a, short], { missingColumns: "insert" }).rows[1]).toEqual([3n, null]);
    const long = temporaryFile("x,y,z\n3,c,0\n");
    expect(errorOf(() => readCsv([a, long])).details).toMatchObject({ file: long, column: "z" });
    expect(readCsv([a, long], { extraColumns: "ignore" }).rows[1]).toEqual([3n, "c"]);
  });
});

describe("gzip", () => {
  const rows = Array.from({ length: 60_000 }, (_, i) => `${i},"text ${i}\n"`).join("\n");
  test("streams through a window smaller than the text", () => {
    const path = temporaryFile(gzipSync(`a,b\n${rows}`), "csv.gz");
    const result = readCsv([path], {}, { maxRows: 5000 });
    expect(result.rows.length).toBe(60_000);
    expect(result.rows.every(([a, b], i) => a === BigInt(i) && b === `text ${i}\n`)).toBe(true);
    expect(readCsv([path], {}, { columns: [] }).counters[0]?.rows).toBe(60_000);
  });
  test("several members, and damage", () => {
    const path = temporaryFile(Buffer.concat([gzipSync("a\n1\n"), gzipSync("2\n")]));
    expect(readCsv([path]).rows).toEqual([[1n], [2n]]);
    const whole = gzipSync(`a,b\n${rows}`);
    expect(errorOf(() => read(whole.subarray(0, 20_000))).code).toBe("CORRUPT_FILE");
    // The last eight bytes are the checksum and the length of the text.
    for (const fromEnd of [1, 8]) {
      const damaged = Buffer.from(whole);
      damaged[damaged.length - fromEnd]! ^= 1;
      const error = errorOf(() => read(damaged));
      expect([error.code, error.message]).toEqual(["CORRUPT_FILE", expect.stringContaining("differs")]);
    }
    expect(errorOf(() => read(whole.subarray(0, -3))).code).toBe("CORRUPT_FILE");
  });
  test("headers with every field; members, some of them empty, of every length; zeros at the end, and nothing else", () => {
    const text = Array.from({ length: 3000 }, (_, i) => `${i},${"x".repeat(i % 300)}`);
    const members = ["a,b", ...text].map((line) => gzipSync(`${line}\n`, { level: 1 + (line.length % 9) }));
    const body = Buffer.concat([...members, gzipSync(""), gzipSync("3000,end\n")]);
    const fields = Buffer.concat([Buffer.from([3, 0, 1, 2, 3]), Buffer.from("name\0comment\0"), Buffer.from([9, 9])]);
    const head = Buffer.from(body.subarray(0, 10));
    head[3] = 2 + 4 + 8 + 16;
    const file = Buffer.concat([head, fields, body.subarray(10), new Uint8Array(70_000)]);
    const { rows: read3001 } = readCsv([temporaryFile(file)]);
    expect(read3001.map(([a, b]) => `${a},${b ?? ""}`)).toEqual([...text, "3000,end"]);
    expect(errorOf(() => read(Buffer.concat([file, Buffer.from("x")]))).code).toBe("CORRUPT_FILE");
  });
});

describe("zstd", () => {
  const lines = Array.from({ length: 120_000 }, (_, i) => `${i},"text ${(i * 7919) % 100_003}\n"`);
  const text = `a,b\n${lines.join("\n")}`;
  const compress = (content: string, level: number, windowLog = 0): Buffer =>
    zstdCompressSync(content, {
      params: {
        [zlib.ZSTD_c_compressionLevel]: level,
        [zlib.ZSTD_c_checksumFlag]: level % 2,
        ...(windowLog === 0 ? {} : { [zlib.ZSTD_c_windowLog]: windowLog }),
      },
    });

  test.each([
    [1, 0],
    [3, 10],
    [6, 17],
    [19, 20],
  ])("level %d with a window of 2^%d bytes", (level, windowLog) => {
    const path = temporaryFile(compress(text, level, windowLog), "csv.zst");
    const result = readCsv([path], {}, { maxRows: 5000 });
    expect(result.rows.length).toBe(lines.length);
    expect(result.rows.every(([a, b], i) => a === BigInt(i) && b === `text ${(i * 7919) % 100_003}\n`)).toBe(true);
    expect(readCsv([path], {}, { columns: [] }).counters[0]?.rows).toBe(lines.length);
  });

  test("several frames, and frames to skip", () => {
    const skipped = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    const frames = [skipped, compress("a\n1\n", 1), skipped, compress("", 3), compress("2\n", 3)];
    expect(read(Buffer.concat(frames)).rows).toEqual([[1n], [2n]]);
  });

  test("damage is a typed error, or other rows", () => {
    const good = compress(text.slice(0, 300_000), 3, 12);
    expect(errorOf(() => read(good.subarray(0, good.length >> 1))).code).toBe("CORRUPT_FILE");
    for (let run = 0; run < 40; run++) {
      const bad = Buffer.from(good);
      bad[4 + ((run * 7919) % (good.length - 4))]! ^= 1 << (run % 8);
      try {
        read(bad);
      } catch (error) {
        expect(error).toBeInstanceOf(MillraceError);
      }
    }
  });

  test("windows of more than 8 MB and dictionaries are not read", () => {
    const frame = (flags: number, ...rest: number[]): Uint8Array =>
      new Uint8Array([0x28, 0xb5, 0x2f, 0xfd, flags, ...rest, 1, 0, 0]);
    for (const unread of [frame(0, 14 << 3), frame(1, 1 << 3, 7)]) {
      expect(errorOf(() => read(unread))).toMatchObject({
        code: "UNSUPPORTED",
        message: expect.stringMatching(/Compress the file again/),
      });
    }
    expect(errorOf(() => read(frame(0, 13 << 3))).code).toBe("NO_DATA");
  });
});

test("no column of a kind that text does not hold, and all kinds have their width", () => {
  const schema = { a: Boolean, b: DateType };
  expect(read("a,b\ntrue,2024-02-30\n", { schema, ignoreErrors: true }).rows).toEqual([[true, null]]);
});
