import { DuckDBInstance } from "@duckdb/node-api";
import { quoted } from "../child/duckdb-node.ts";

/** Whether every one of the rows, columns in their order, is in a Parquet file; of integers, floats and texts. */
export async function inTable(path: string, rows: readonly (readonly unknown[])[]): Promise<boolean> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const described = await connection.runAndReadAll(`describe from read_parquet(${quoted(path)})`);
    const names = described.getRows().map(([name]) => `"${String(name)}"`);
    for (const row of rows) {
      if (row.length !== names.length) return false;
      const same = names.map((name, i) => `${name} = ${literal(row[i])}`).join(" and ");
      const result = await connection.runAndReadAll(`select count(*) from read_parquet(${quoted(path)}) where ${same}`);
      if (Number(result.value(0, 0)) === 0) return false;
    }
    return true;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function literal(value: unknown): string {
  return typeof value === "string" ? quoted(value) : `${String(value)}::double`;
}
