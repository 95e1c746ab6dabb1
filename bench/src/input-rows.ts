import { DuckDBInstance } from "@duckdb/node-api";
import { quoted } from "./child/duckdb-node.ts";
import type { Query, TableFile } from "./suite.ts";

/** Table → its number of rows. */
export type TableRows = Readonly<Record<string, number>>;

/** Counts the rows of tables. */
export async function countRows(tables: readonly TableFile[]): Promise<TableRows> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const rows: Record<string, number> = {};
    for (const { name, format, path } of tables) {
      const reader = format === "parquet" ? "read_parquet" : "read_csv";
      const result = await connection.runAndReadAll(`select count(*) from ${reader}(${quoted(path)})`);
      rows[name] = Number(result.value(0, 0));
    }
    return rows;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The rows of the tables that a query names, each table once; null where it names none. */
export function inputRowsOf({ sql }: Query, rows: TableRows): number | null {
  const named = Object.entries(rows).filter(([table]) => new RegExp(`\\b${table}\\b`).test(sql));
  return named.length === 0 ? null : named.reduce((sum, [, count]) => sum + count, 0);
}
