import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CsvScanOptions } from "millrace";
import {
  Boolean as BooleanType,
  col,
  Float64,
  Int64,
  NoDataError,
  OptionError,
  ParseError,
  readCsv,
  SchemaMismatchError,
  String as StringType,
  scanCsv,
  typeName,
} from "millrace";
import { describe, expect, it } from "vitest";
import { testFolder } from "./support/tables.ts";

const folder = testFolder();
let number = 0;

function file(text: string): string {
  const path = join(folder, `f${number++}.csv`);
  writeFileSync(path, text);
  return path;
}

/** Names, types and rows of a text. */
async function read(text: string, options: CsvScanOptions = {}): Promise<{ types: string[]; rows: unknown[][] }> {
  const frame = await readCsv(file(text), options);
  const columns = frame.columns.map((name) => [...frame.column(name).toArray()] as unknown[]);
  const types = frame.columns.map((name) => `${name} ${typeName(frame.schema.get(name)!)}`);
  return {
    types,
    rows: Array.from({ length: frame.height }, (_, row) => columns.map((values) => values[row] ?? null)),
  };
}

describe("how CSV is read", () => {
  it("[IO-03] other separators give the same frame; one of several characters is refused", async () => {
    const text = 'id,name,note\n1,"a, b",x\n2,c;d,"say ""hi"""\n';
    const wanted = await read(text);
    for (const separator of [";", "\t", "|"]) {
      const other = `id${separator}name${separator}note\n1${separator}a, b${separator}x\n2${separator}"c;d"${separator}"say ""hi"""\n`;
      expect(await read(other, { separator })).toEqual(wanted);
    }
    for (const separator of ["||", "", "ä", "\n", '"']) {
      expect(() => scanCsv(file(text), { separator }).collectSchema(), separator).toThrowError;
      await expect(read(text, { separator }), separator).rejects.toThrow(OptionError);
    }
    await expect(read(text, { separator: "||" })).rejects.toThrow(/str\.split\("\|\|"\)\.list\.get/);
    const lines = scanCsv(file('a||b\n1||x, y\n2||"z\n'), { separator: "\u0001", quoteChar: null, hasHeader: false });
    const [first, second] = [0, 1].map((i) => col("column_1").str.split("||").list.get(i));
    const parts = await lines.slice(1).select(first!.cast(Int64).alias("a"), second!.alias("b")).collect();
    expect(parts.toRecords()).toEqual([
      { a: 1n, b: "x, y" },
      { a: 2n, b: '"z' },
    ]);
  });

  it("[IO-04] rows are skipped before and behind the header, by records or by lines", async () => {
    const text = 'made by hand\n"a note\nof two lines",x\na,b\nunit,unit\n1,2\n3,4\n';
    const wanted = {
      types: ["a Int64", "b Int64"],
      rows: [
        [1n, 2n],
        [3n, 4n],
      ],
    };
    expect(await read(text, { skipRows: 2, skipRowsAfterHeader: 1 })).toEqual(wanted);
    expect(await read(text, { skipLines: 3, skipRowsAfterHeader: 1 })).toEqual(wanted);
    expect((await read(text, { skipRows: 2, skipRowsAfterHeader: 99 })).rows).toEqual([]);
    await expect(read(text, { skipRows: 99 })).rejects.toThrow(NoDataError);
    expect((await read(text, { skipRows: 99, raiseIfEmpty: false })).rows).toEqual([]);
  });

  it("[IO-05] without a header columns are numbered; new names replace the first; equal names are told apart", async () => {
    const { types, rows } = await read("a,b\n1,2\n", { hasHeader: false });
    expect(types).toEqual(["column_1 String", "column_2 String"]);
    expect(rows).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
    expect((await read("1,2\n", { hasHeader: false, newColumns: ["x"] })).types).toEqual(["x Int64", "column_2 Int64"]);
    expect((await read("a,b\n1,2\n", { newColumns: ["x"] })).types).toEqual(["x Int64", "b Int64"]);
    expect((await read("a,a,a\n1,2,3\n")).types).toEqual(["a Int64", "a_duplicated_0 Int64", "a_duplicated_1 Int64"]);
  });

  it("[IO-09] a given schema is the schema: nothing is looked at before, and the header must fit it", async () => {
    const schema = { a: Int64, b: StringType };
    const path = file("a,b\n1,2\n");
    const query = scanCsv(path, { schema });
    const removed = scanCsv(file("a,b\n1,2\n"), { schema });
    rmSync(join(folder, `f${number - 1}.csv`));
    expect((await removed.collectSchema()).names()).toEqual(["a", "b"]);
    expect((await query.collect()).toRecords()).toEqual([{ a: 1n, b: "2" }]);
    expect((await read("a,b\n", { schema })).types).toEqual(["a Int64", "b String"]);
    await expect(read("a\n1\n", { schema })).rejects.toThrow(SchemaMismatchError);
    await expect(read("a,b,c\n1,2,3\n", { schema })).rejects.toThrow(SchemaMismatchError);
    await expect(read("a,b\nx,2\n", { schema })).rejects.toThrow(ParseError);
  });

  it("[IO-10] null markers: one, several, by column; in quotes and in columns of numbers too", async () => {
    const text = 'n,s\nNA,NA\n-1,"NA"\n3,x\n';
    const readWith = (nullValues: CsvScanOptions["nullValues"]): Promise<unknown> => read(text, { nullValues });
    const types = ["n Int64", "s String"];
    const rows = (...values: unknown[]): unknown => ({ types, rows: values });
    expect(await readWith("NA")).toEqual(rows([null, null], [-1n, null], [3n, "x"]));
    expect(await readWith(["NA", "-1"])).toEqual(rows([null, null], [null, null], [3n, "x"]));
    expect(await readWith({ n: "NA", s: ["x"] })).toEqual(rows([null, "NA"], [-1n, "NA"], [3n, null]));
    // Without a marker it is no number.
    await expect(read(text, { schema: { n: Int64, s: StringType } })).rejects.toThrow(ParseError);
  });

  it("[IO-11] types come from a hundred rows, from all of them, or from none", async () => {
    const text = `a,b\n${"1,2\n".repeat(150)}x,3\n`;
    await expect(read(text)).rejects.toThrow(/inferSchemaLength/);
    expect((await read(text, { inferSchemaLength: null })).types).toEqual(["a String", "b Int64"]);
    expect((await read(text, { inferSchemaLength: 0 })).types).toEqual(["a String", "b String"]);
    expect((await read(text, { inferSchemaLength: 151 })).types).toEqual(["a String", "b Int64"]);
  });

  it("[IO-12] dates and datetimes are read where asked, and columns that are not all dates stay text", async () => {
    const text =
      "d,t,mixed,wrong\n2024-01-02,2024-01-02T03:04:05,2024-01-02,2024-02-30\n2023-12-31,2024-01-02 03:04:05.25,x,2024-01-01\n";
    expect((await read(text)).types).toEqual(["d String", "t String", "mixed String", "wrong String"]);
    const { types, rows } = await read(text, { tryParseDates: true });
    expect(types).toEqual(["d Date", "t Datetime(us)", "mixed String", "wrong String"]);
    expect(rows[0]!.slice(2)).toEqual(["2024-01-02", "2024-02-30"]);
  });

  it("[SCH-13] inference knows integers, floats, booleans, dates and text; a given schema takes its place", async () => {
    const text = "i,f,m,b,d,s,n\n1,1.5,1,true,2024-01-02,x,\n-2,1e3,2.5,FALSE,2024-01-03,1,\n";
    const inferred = ["i Int64", "f Float64", "m Float64", "b Boolean", "d Date", "s String", "n String"];
    expect((await read(text, { tryParseDates: true })).types).toEqual(inferred);
    const overridden = await read(text, { schemaOverrides: { i: Float64, n: BooleanType } });
    expect(overridden.types).toEqual([
      "i Float64",
      "f Float64",
      "m Float64",
      "b Boolean",
      "d String",
      "s String",
      "n Boolean",
    ]);
    // The reader refuses what is not of the schema, whatever the query does with the column.
    const query = scanCsv(file("a\nx\n"), { schema: { a: Int64 } });
    await expect(query.select("a").collect()).rejects.toThrow(ParseError);
  });
});
