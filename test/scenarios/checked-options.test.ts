// Options and arguments that would do nothing, or something else than was meant, are refused by name.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LazyFrame } from "millrace";
import {
  ColumnNotFoundError,
  col,
  concatStr,
  DataFrame,
  datetime,
  FileNotFoundError,
  Int64,
  OptionError,
  QueryAbortedError,
  scanCsv,
  scanParquet,
  TypeMismatchError,
  when,
} from "millrace";
import { describe, expect, it } from "vitest";
import { testFolder } from "./support/tables.ts";

const folder = testFolder();
const frame = DataFrame({ id: [1n, 2n], text: ["a", "b"] });
const parquet = join(folder, "t.parquet");
const csv = join(folder, "t.csv");
await frame.writeParquet(parquet);
writeFileSync(csv, "id,text\n1,a\n");

/** An option of no type that TypeScript would let pass. */
const wrong = (options: object): never => options as never;

describe("options of expressions", () => {
  it.each<[string, () => unknown, string]>([
    ["cast", () => col("text").cast(Int64, wrong({ stric: false })), 'Did you mean "strict"'],
    ["cast", () => col("text").cast(Int64, wrong({ strict: "no" })), "cast: strict is true or false"],
    ["concatStr", () => concatStr(["text"], wrong({ sep: "-" })), 'It is called "separator"'],
    ["concatStr", () => concatStr(["text"], wrong({ separator: 1 })), "separator is text"],
    ["str.contains", () => col("text").str.contains("a", wrong({ literl: true })), 'Did you mean "literal"'],
    ["str.replace", () => col("text").str.replace("a", "b", wrong({ literal: 1 })), "literal is true or false"],
    [
      "list.get",
      () =>
        col("text")
          .str.split("-")
          .list.get(1, wrong({ null_on_oob: true })),
      '"nullOnOob"',
    ],
    ["str.toDatetime", () => col("text").str.toDatetime("%Y", wrong({ strct: false })), 'Did you mean "strict"'],
    ["str.toDate", () => col("text").str.toDate("%Y", wrong({ strict: 0 })), "strict is true or false"],
  ])("%s", (_, build, message) => {
    expect(build).toThrow(OptionError);
    expect(build).toThrow(message);
  });
});

describe("errors of types show the expression", () => {
  const table = DataFrame({ id: [1n], x: [1.5], text: ["a"] }).lazy();

  it.each<[LazyFrame, string]>([
    [table.join(table, { leftOn: "id", rightOn: "text" }), "Int64 and String, for id and text. Cast one of them"],
    [table.filter(col("x").add(1)), "A filter has to be Boolean, not Float64: x + 1"],
    [table.select(when(col("x")).then(1).otherwise(2)), "not Float64: x"],
    [table.filter(col("text").ge(datetime(2024))), "str.toDatetime, or cast it. In: text >= "],
    [
      table.select(col("x").isIn(["a"])),
      "isIn is not defined for Float64, String. Cast one side to the type of the other. In: ",
    ],
  ])("%#", async (query, message) => {
    await expect(query.collect()).rejects.toThrow(TypeMismatchError);
    await expect(query.collect()).rejects.toThrow(message);
  });
});

describe("options of files", () => {
  it("values of a scan's options are checked", () => {
    expect(() => scanParquet(parquet, wrong({ missingColumns: "nulls" }))).toThrow("missingColumns is one of");
    expect(() => scanParquet(parquet, wrong({ extraColumns: "drop" }))).toThrow("extraColumns is one of");
    expect(() => scanParquet(parquet, wrong({ hivePartitioning: "yes" }))).toThrow("hivePartitioning is true or false");
    expect(() => scanCsv(csv, wrong({ glob: 1 }))).toThrow("scanCsv: glob is true or false");
  });

  it("null values of a column that is not there", async () => {
    const nullValues = { zz: "NA" };
    await expect(scanCsv(csv, { nullValues }).collect()).rejects.toThrow(ColumnNotFoundError);
    const schema = { id: Int64, text: Int64 };
    await expect(scanCsv(csv, { nullValues, schema }).collectSchema()).rejects.toThrow('Column not found: "zz"');
  });

  it("a folder without files is not said to be missing", () => {
    mkdirSync(join(folder, "empty"));
    expect(() => scanCsv(join(folder, "empty"))).toThrow(FileNotFoundError);
    expect(() => scanCsv(join(folder, "empty"))).toThrow("There is no file to read in the folder");
  });

  it("a column of lists in a Parquet file: advice that can be followed", async () => {
    const parts = frame.lazy().select(col("text").str.split("-"));
    await expect(parts.sinkParquet(join(folder, "lists.parquet"))).rejects.toThrow(
      "take single values of it with list.get",
    );
  });

  it("a level of compression that is not zstd's", async () => {
    for (const compression of ["snappy", "uncompressed"] as const) {
      const written = frame.lazy().sinkParquet(join(folder, "out.parquet"), { compression, compressionLevel: 3 });
      await expect(written).rejects.toThrow("compressionLevel is the level of zstd");
    }
  });
});

describe("options of queries", () => {
  it("the engine without a limit takes none", async () => {
    const both = frame.lazy().collect({ engine: "in-memory", memoryLimit: "1GB" });
    await expect(both).rejects.toThrow("leave memoryLimit out");
  });

  it("explain has no WebAssembly of the logical plan", async () => {
    await expect(frame.lazy().explain({ format: "wat", level: "logical" })).rejects.toThrow("leave one of them out");
  });

  it("a folder for temporary files that is none", async () => {
    const sorted = frame.lazy().sort("id");
    for (const [tempDir, what] of [
      [join(folder, "nowhere"), "does not exist"],
      [csv, "is no folder"],
      [join(csv, "below"), /is no folder|does not exist/],
    ] as const) {
      await expect(sorted.collect({ tempDir }), tempDir).rejects.toThrow(OptionError);
      await expect(sorted.collect({ tempDir }), tempDir).rejects.toThrow(what);
    }
    process.env["MILLRACE_TEMP_DIR"] = join(folder, "nowhere");
    try {
      await expect(sorted.collect()).rejects.toThrow("MILLRACE_TEMP_DIR is the folder for temporary files");
    } finally {
      delete process.env["MILLRACE_TEMP_DIR"];
    }
  });

  it("an aborted signal ends a query before a file is opened", async () => {
    const text = scanCsv(csv, { schemaOverrides: { nowhere: Int64 } });
    const signal = AbortSignal.abort();
    await expect(text.explain({ signal })).rejects.toThrow(QueryAbortedError);
    await expect(text.collect({ signal })).rejects.toThrow(QueryAbortedError);
    await expect(text.profile({ signal })).rejects.toThrow(QueryAbortedError);
    await expect(text.sinkCsv(join(folder, "o.csv"), { signal })).rejects.toThrow(QueryAbortedError);
    await expect(text.batches({ signal }).next()).rejects.toThrow(QueryAbortedError);
    await expect(text.collect()).rejects.toThrow(ColumnNotFoundError);
  });
});

it("agg counts the rows of a group under a column's name", async () => {
  const counted = await frame.groupBy("text").agg({ id: "len" }).sort("text");
  expect(counted.toRecords()).toEqual([
    { text: "a", id: 1 },
    { text: "b", id: 1 },
  ]);
});
