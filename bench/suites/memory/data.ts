import { join } from "node:path";
import { quoted } from "../../src/child/duckdb-node.ts";
import type { DataFolder, DataSet, TableFile } from "../../src/suite.ts";
import { g1Seed, g1Statement } from "../groupby/data.ts";

/** Coprime to every power of ten: stepping by it visits each row once, in an order far from the first. */
const stride = 6_700_417;

/** Unique keys over the whole range of Int64 (DuckDB's hash of an integer is a bijection), in no order, and two payloads. */
function joinSide(rows: number, position: string, payloads: readonly [string, string]): string {
  const [first, second] = payloads;
  return `select (hash(p)::hugeint - 9223372036854775808)::bigint as k, (p * 3)::bigint as ${first}, (p % 1000) * 0.25::double as ${second}
    from (select ${position} as p from range(${rows}) t(i))`;
}

/** Tables whose sorting, grouping and joining needs more state than a small cap allows; made by DuckDB alone. */
export async function memoryData(rows: number, folder: DataFolder): Promise<DataSet> {
  const path = await folder.make(`memory-${rows}`, (target, tools) => {
    const statements: Readonly<Record<string, string>> = {
      x: g1Statement(rows),
      left_side: joinSide(rows, "i", ["a", "b"]),
      right_side: joinSide(rows, `(i * ${stride}) % ${rows}`, ["c", "d"]),
    };
    return tools.duckdb(
      Object.entries(statements).map(
        ([name, sql]) => `copy (${sql}) to ${quoted(join(target, `${name}.parquet`))} (format parquet)`,
      ),
    );
  });
  const tables = ["x", "left_side", "right_side"].map(
    (name): TableFile => ({ name, format: "parquet", path: join(path, `${name}.parquet`) }),
  );
  return { tables, seeds: { g1: g1Seed } };
}
