import { join } from "node:path";
import { root } from "../../src/paths.ts";
import type { DataFolder, DataSet } from "../../src/suite.ts";

/** The seed of the table. */
export const g1Seed = 42;

const groups = 100;

/**
 * SQL of db-benchmark's table for its group-by questions (G1: K = 100, no nulls, not sorted). The values come from
 * hashes of the row number and the seed: the same rows on every machine.
 */
export function g1Statement(rows: number): string {
  const many = Math.max(1, Math.floor(rows / groups));
  const roll = (n: number, salt: number): string => `(hash(i * 1000 + ${g1Seed * 16 + salt}) % ${n})`;
  return `select
    format('id{:03d}', ${roll(groups, 1)} + 1) as id1,
    format('id{:03d}', ${roll(groups, 2)} + 1) as id2,
    format('id{:010d}', ${roll(many, 3)} + 1) as id3,
    (${roll(groups, 4)} + 1)::integer as id4,
    (${roll(groups, 5)} + 1)::integer as id5,
    (${roll(many, 6)} + 1)::integer as id6,
    (${roll(5, 7)} + 1)::integer as v1,
    (${roll(15, 8)} + 1)::integer as v2,
    round(${roll(100_000_000, 9)} / 1e6, 6) as v3
  from range(${rows}) t(i)`;
}

/** The path of the table as Parquet, as pyarrow writes it by default. */
export async function groupbyParquet(rows: number, folder: DataFolder): Promise<string> {
  const path = await folder.make(`g1-${rows}`, async (target, tools) => {
    const python = await tools.program("python", ["duckdb", "pyarrow"]);
    await tools.run(python, [
      join(root, "bench/python/write_parquet.py"),
      g1Statement(rows),
      join(target, "x.parquet"),
    ]);
  });
  return join(path, "x.parquet");
}

/** The table "x". */
export async function groupbyData(rows: number, folder: DataFolder): Promise<DataSet> {
  const path = await groupbyParquet(rows, folder);
  return { tables: [{ name: "x", format: "parquet", path }], seeds: { g1: g1Seed } };
}
