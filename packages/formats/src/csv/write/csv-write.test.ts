import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataType } from "@millrace/core";
import {
  Boolean,
  Categorical,
  Date,
  Datetime,
  Decimal,
  Field,
  Float32,
  Float64,
  Int64,
  List,
  Null,
  OptionError,
  Schema,
  String as Text,
  UnsupportedError,
} from "@millrace/core";
import { afterAll, expect, test } from "vitest";
import { localWriteContext } from "../../write/local-context.ts";
import type { Cell } from "../../write/testing/column-builder.ts";
import { chunk } from "../../write/testing/column-builder.ts";
import { encodeCsvChunk } from "./encode-csv-chunk.ts";
import { CsvFileWriter, headerBytes } from "./file-writer.ts";
import type { CsvWriteOptions } from "./write-options.ts";
import { resolveCsvWriteOptions } from "./write-options.ts";

const context = localWriteContext();
const folder = mkdtempSync(join(tmpdir(), "millrace-csv-"));
const path = join(folder, "t.csv");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lines(types: readonly DataType[], rows: readonly (readonly Cell[])[], given: CsvWriteOptions = {}): string {
  const schema = Schema(types.map((type, i) => Field(`c${i}`, type)));
  const columns = types.map((_, c) => rows.map((row) => row[c]!));
  const parts: Buffer[] = [];
  const options = resolveCsvWriteOptions(given);
  encodeCsvChunk(context, schema, chunk(schema, columns), options, (part) => parts.push(Buffer.from(part)));
  return Buffer.concat(parts).toString();
}

test("every type has its text", () => {
  expect(
    lines(
      [Int64, Float64, Float32, Boolean, Decimal(7, 2), Decimal(38, 3), Date, Datetime, Text, Categorical, Null],
      [
        [1n, 0.1, 0.1, true, 5n, -12345678901234567890123n, 0, 0n, "plain", "x", null],
        [-5n, 1e300, Number.NaN, false, -12345n, -1n, -1, -1n, 'a "b", c', "line\nend", null],
        [null, null, null, null, null, null, null, null, null, null, null],
      ],
    ),
  ).toBe(
    "1,0.1,0.1,true,0.05,-12345678901234567890.123,1970-01-01,1970-01-01T00:00:00,plain,x,\n" +
      '-5,1e300,NaN,false,-123.45,-0.001,1969-12-31,1969-12-31T23:59:59.999999,"a ""b"", c","line\nend",\n' +
      ",,,,,,,,,,\n",
  );
});

test("an empty text is told from null by its quotes", () => {
  expect(lines([Text, Text], [["", null]])).toBe('"",\n');
  expect(
    lines(
      [Text, Text],
      [
        ["", "NA"],
        [null, "x"],
      ],
      { nullValue: "NA" },
    ),
  ).toBe('"","NA"\nNA,x\n');
});

test("separator, line end and precision are the user's", () => {
  const options = { separator: ";", lineTerminator: "\r\n", floatPrecision: 2, quoteChar: "'" };
  expect(
    lines(
      [Text, Float64],
      [
        ["a;b'c", 2.675],
        ["a,b", -0.001],
      ],
      options,
    ),
  ).toBe("'a;b''c';2.67\r\na,b;0.00\r\n");
  // Ties of the exact binary value go to the even digit.
  const rounded = lines([Float64], [[0.125], [0.375], [9.999], [1e15]], { floatPrecision: 2 });
  expect(rounded).toBe("0.12\n0.38\n10.00\n1000000000000000.00\n");
});

test("options that would make an ambiguous file are refused", () => {
  expect(() => resolveCsvWriteOptions({ separator: "." })).toThrow(OptionError);
  expect(() => resolveCsvWriteOptions({ separator: "||" })).toThrow(OptionError);
  expect(() => resolveCsvWriteOptions({ nullValue: "a,b" })).toThrow(/nullValue/);
  expect(() => resolveCsvWriteOptions({ hasHeader: true } as CsvWriteOptions)).toThrow(/includeHeader/);
  expect(() => new CsvFileWriter(path, Schema([Field("l", List(Int64))]), resolveCsvWriteOptions())).toThrow(
    UnsupportedError,
  );
});

test("names in the header are quoted where they need it", () => {
  const header = headerBytes(
    Schema([Field("a,b", Text), Field('q"', Text), Field("plain", Text)]),
    resolveCsvWriteOptions(),
  );
  expect(Buffer.from(header).toString()).toBe('"a,b","q""",plain\n');
});

test("a field of many megabytes is written whole", () => {
  const text = `${'"'.repeat(3_000_000)}x`;
  expect(
    lines(
      [Text, Text],
      [
        ["a", "b"],
        [text, "c"],
        ["d", "e"],
      ],
    ),
  ).toBe(`a,b\n"${text.replaceAll('"', '""')}",c\nd,e\n`);
});

test("an aborted file leaves the old one", async () => {
  writeFileSync(path, "old");
  const writer = new CsvFileWriter(path, Schema([Field("a", Int64)]), resolveCsvWriteOptions());
  await writer.append(new Uint8Array(1000), 1);
  writer.abort();
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(readdirSync(folder)).toEqual(["t.csv"]);
});
