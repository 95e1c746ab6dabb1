import { DuckDBInstance } from "@duckdb/node-api";

/** Runs SQL statements one after another in a DuckDB database in memory. */
export async function runInDuckdb(statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    for (const statement of statements) await connection.run(statement);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
