import { join } from "node:path";
import { quoted } from "../../src/child/duckdb-node.ts";
import type { DataFolder, DataSet } from "../../src/suite.ts";
import { g1Seed, groupbyParquet } from "../groupby/data.ts";

/** The table of the group-by suite as one CSV file (509 MB at 10 million rows), named "x". */
export async function csvData(rows: number, folder: DataFolder): Promise<DataSet> {
  const parquet = await groupbyParquet(rows, folder);
  const path = await folder.make(`g1-csv-${rows}`, (target, tools) => {
    const file = quoted(join(target, "x.csv"));
    return tools.duckdb([
      "set preserve_insertion_order = true",
      `copy (from read_parquet(${quoted(parquet)})) to ${file} (format csv, header)`,
    ]);
  });
  return { tables: [{ name: "x", format: "csv", path: join(path, "x.csv") }], seeds: { g1: g1Seed } };
}
