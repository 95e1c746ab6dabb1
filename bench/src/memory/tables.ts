import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { scanParquet } from "millrace";

/** Rows of one file of the wide tables: about 128 MiB of values, one limit. */
const FILE_ROWS = 1_000_000;

/** How one file of a table is made: SQL over the file's number, and the rows of a row group where they are not the usual ones. */
interface TableDefinition {
  readonly sql: (file: number) => string;
  readonly rows: number;
  readonly rowGroupSize?: number;
  /** Without dictionaries: every value lies in the file. */
  readonly plain?: boolean;
  /** A file that does not depend on its number: there is one of it. */
  readonly single?: boolean;
}

/** A bijection of Int64: unique keys in no order. */
const scattered = (position: string): string => `(hash(${position})::hugeint - 9223372036854775808)::bigint`;
/** 96 characters, of which a third is random. */
const text = (position: string): string => `md5((${position})::varchar) || repeat(md5((${position} + 1)::varchar), 2)`;

function rowsOf(file: number, rows: number): string {
  return `(select i + ${file * rows} as p from range(${rows}) t(i))`;
}

/** The name of a table. */
export type TableName = "left" | "right" | "strings" | "megabytes" | "rowGroup" | "days";

/** The tables of the proofs, each a list of files of the same shape; 128 bytes a row, but for the odd ones. */
const definitions: Readonly<Record<TableName, TableDefinition>> = {
  // k: unique; g: a few rows each; few: 100; hot: every second row has the same one; same: all have it.
  left: {
    rows: FILE_ROWS,
    sql: (file) => `select ${scattered("p")} as k, (p * 7919) % 3000017 as g, p % 100 as few,
      (case when p % 2 = 0 then 7 else p + 1000 end)::bigint as hot, 7::bigint as same,
      (p % 1000) * 0.25::double as v, ${text("p")} as t from ${rowsOf(file, FILE_ROWS)}`,
  },
  // Half of the keys of each file are those of the same file of "left"; rare: few rows have the hot key.
  right: {
    rows: FILE_ROWS,
    sql: (file) => `select ${scattered(`(p * 670417) % ${FILE_ROWS} + ${file * FILE_ROWS + FILE_ROWS / 2}`)} as k,
      (case when p % 2000000 = 5 then 7 else p + 5000000000 end)::bigint as rare,
      (p % 777) * 0.5::double as w, p as n, ${text("p * 3")} as u from ${rowsOf(file, FILE_ROWS)}`,
  },
  // 1,000 characters in a state.
  strings: {
    rows: FILE_ROWS / 8,
    sql: (file) => `select (p * 7919) % 200003 as g, repeat(md5(p::varchar), 32)[1:1000] as t
      from ${rowsOf(file, FILE_ROWS / 8)}`,
  },
  megabytes: {
    rows: 128,
    rowGroupSize: 16,
    sql: (file) => `select ${scattered("p")} as k, repeat(md5(p::varchar), 32768) as t from ${rowsOf(file, 128)}`,
  },
  rowGroup: {
    rows: 8 * FILE_ROWS,
    rowGroupSize: 8 * FILE_ROWS,
    single: true,
    plain: true,
    sql: () => `select ${scattered("p")} as k, p % 1000 as g, (p % 1000) * 0.25::double as v,
      ${text("p % 1000")} as t from ${rowsOf(0, 8 * FILE_ROWS)}`,
  },
  days: { rows: 1000, single: true, sql: () => "select i as day from range(1000) t(i)" },
};

/** Files of a table, and their rows. */
export interface TableFiles {
  readonly paths: readonly string[];
  readonly rows: number;
}

/** Makes the first `count` files of a table where they are not there yet, each by itself: memory does not grow with them. */
export async function tableFiles(folder: string, name: TableName, count: number): Promise<TableFiles> {
  const definition = definitions[name];
  const numFiles = definition.single === true ? 1 : count;
  const paths: string[] = [];
  for (let file = 0; file < numFiles; file++) {
    const path = join(folder, `${name}-${String(file).padStart(2, "0")}.parquet`);
    if (!existsSync(path)) await write(path, definition.sql(file), definition);
    paths.push(path);
  }
  return { paths, rows: numFiles * definition.rows };
}

/** DuckDB computes the rows; its pages may be as large as a row group, so that the file is written anew with usual ones. */
async function write(path: string, sql: string, { rowGroupSize, plain = false }: TableDefinition): Promise<void> {
  mkdirSync(join(path, ".."), { recursive: true });
  const [raw, partial] = [`${path}.raw-${process.pid}`, `${path}.partial-${process.pid}`];
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: "1GB", threads: "2" });
  const connection = await instance.connect();
  try {
    await connection.run(`copy (${sql}) to '${raw}' (format parquet, compression snappy, row_group_size 20480)`);
    const options = rowGroupSize === undefined ? {} : { rowGroupSize };
    await scanParquet(raw).sinkParquet(partial, { compression: "snappy", dictionary: !plain, ...options });
    renameSync(partial, path);
  } finally {
    rmSync(raw, { force: true });
    connection.closeSync();
    instance.closeSync();
  }
}
