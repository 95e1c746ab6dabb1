// The tables that random plans read: a few sizes, each in DuckDB and as a Parquet file that DuckDB wrote.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckdbSession } from "../oracle/duckdb-session.ts";
import { Random } from "../random.ts";
import type { Table } from "./generate-table.ts";
import { generateTable } from "./generate-table.ts";

/** A table with the file of its rows. */
export interface CorpusTable extends Table {
  readonly path: string;
}

/** Tables in both engines. */
export interface Corpus {
  readonly duckdb: DuckdbSession;
  readonly tables: readonly CorpusTable[];
  readonly folder: string;
  close(): void;
}

/** Rows of a row group, in turn; more than a batch, and the least that DuckDB writes. */
const rowGroupSizes = [20_480, 2048, 4096];

/** Generates tables of these many rows, `t0`, `t1`, …, and loads them. */
export async function openCorpus(sizes: readonly number[], seed: number): Promise<Corpus> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-differential-"));
  const duckdb = await DuckdbSession.open();
  const tables: CorpusTable[] = [];
  for (const [i, numRows] of sizes.entries()) {
    const table = generateTable(`t${i}`, numRows, new Random(seed * 1000 + i));
    const path = join(folder, `${table.name}.parquet`);
    await duckdb.load(table);
    await duckdb.writeParquet(`from ${table.name} order by rid`, path, rowGroupSizes[i % rowGroupSizes.length]!);
    tables.push({ ...table, path });
  }
  return {
    duckdb,
    tables,
    folder,
    close() {
      duckdb.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
