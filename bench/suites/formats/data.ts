import { join } from "node:path";
import { quoted } from "../../src/child/duckdb-node.ts";
import { root } from "../../src/paths.ts";
import type { DataFolder, DataSet, TableFile } from "../../src/suite.ts";
import { g1Seed, g1Statement } from "../groupby/data.ts";

/** Table → its file. */
const files: Readonly<Record<string, string>> = {
  plain: "plain.parquet",
  snappy: "snappy.parquet",
  zstd: "zstd.parquet",
  csv: "table.csv",
  gzip: "table.csv.gz",
};

/** The table of the group-by suite in five files, one for each format and compression. */
export async function formatsData(rows: number, folder: DataFolder): Promise<DataSet> {
  const path = await folder.make(`formats-${rows}`, async (target, tools) => {
    const python = await tools.program("python", ["duckdb", "pyarrow"]);
    const file = (table: string): string => join(target, files[table]!);
    const codecs = { plain: "none", snappy: "snappy", zstd: "zstd" };
    for (const [table, codec] of Object.entries(codecs)) {
      const program = join(root, "bench/python/write_parquet.py");
      await tools.run(python, [program, g1Statement(rows), file(table), codec]);
    }
    const rowsOfTable = `(from read_parquet(${quoted(file("snappy"))}))`;
    await tools.duckdb([
      "set preserve_insertion_order = true",
      `copy ${rowsOfTable} to ${quoted(file("csv"))} (format csv, header)`,
      `copy ${rowsOfTable} to ${quoted(file("gzip"))} (format csv, header, compression gzip)`,
    ]);
  });
  const tables = Object.entries(files).map(([name, file]): TableFile => {
    return { name, format: file.endsWith(".parquet") ? "parquet" : "csv", path: join(path, file) };
  });
  return { tables, seeds: { g1: g1Seed } };
}
