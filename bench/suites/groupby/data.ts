import { join } from "node:path";
import { root } from "../../src/paths.ts";
import type { DataFolder, DataSet } from "../../src/suite.ts";

const seed = 42;
const groups = 100;

/** The path of db-benchmark's table for its group-by questions (G1, K = 100, no nulls, not sorted) as Parquet. */
export async function groupbyParquet(rows: number, folder: DataFolder): Promise<string> {
  const path = await folder.make(`g1-${rows}`, async (target, tools) => {
    const python = await tools.program("python", ["duckdb", "pyarrow"]);
    const script = join(root, "bench/python/generate_g1.py");
    await tools.run(python, [script, String(rows), String(groups), String(seed), join(target, "x.parquet")]);
  });
  return join(path, "x.parquet");
}

/** The table "x". */
export async function groupbyData(rows: number, folder: DataFolder): Promise<DataSet> {
  const path = await groupbyParquet(rows, folder);
  return { tables: [{ name: "x", format: "parquet", path }], seeds: { g1: seed } };
}
