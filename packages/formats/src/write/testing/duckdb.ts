import type { DuckDBValue } from "@duckdb/node-api";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Cell } from "./column-builder.ts";

/** Rows of a query, run by DuckDB: an independent reader of the files. */
export async function query(sql: string): Promise<Cell[][]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const rows = (await connection.runAndReadAll(sql)).getRows();
    return rows.map((row) => row.map(plainCell));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** DuckDB's values as the tests write them: days, microseconds and unscaled integers. */
function plainCell(value: DuckDBValue): Cell {
  if (value === null || typeof value !== "object") return value;
  if ("days" in value && typeof value.days === "number") return value.days;
  if ("micros" in value && typeof value.micros === "bigint") return value.micros;
  if ("scale" in value && "value" in value) return value.value as bigint;
  return `${value}`;
}
