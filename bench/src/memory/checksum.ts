import { DuckDBInstance } from "@duckdb/node-api";
import { quoted } from "../child/duckdb-node.ts";

/** Rows of a Parquet file and a sum of their hashes, which is the same in every order. */
export interface FileChecksum {
  readonly rows: number;
  /** Sixteen hexadecimal digits. */
  readonly checksum: string;
}

/** Reads a Parquet file with DuckDB and sums up the hashes of its rows, modulo 2^64. */
export async function checksumOf(path: string, tempFolder: string): Promise<FileChecksum> {
  const instance = await DuckDBInstance.create(":memory:", { temp_directory: tempFolder });
  const connection = await instance.connect();
  try {
    const file = `read_parquet(${quoted(path)})`;
    const described = await connection.runAndReadAll(`describe from ${file}`);
    const columns = described.getRows().map(([name]) => `"${String(name).replaceAll('"', '""')}"`);
    const sql = `select count(*), coalesce(sum(hash(${columns.join(", ")})::hugeint), 0) from ${file}`;
    const result = await connection.runAndReadAll(sql);
    const sum = BigInt.asUintN(64, BigInt(String(result.value(1, 0))));
    return { rows: Number(result.value(0, 0)), checksum: sum.toString(16).padStart(16, "0") };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
