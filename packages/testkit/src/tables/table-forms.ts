import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { LazyFrame } from "millrace";
import { readParquet, scanCsv, scanFrame, scanParquet } from "millrace";
import { quoted } from "../oracle/sql-text.ts";
import type { Corpus, CorpusTable } from "./corpus.ts";

/** Scans of one table, with its rows in order: whatever a plan reads them from, its answer is the same. */
export interface TableForms {
  /** The file that DuckDB wrote. */
  readonly parquet: LazyFrame;
  /** A file that the engine wrote. */
  readonly "own parquet": LazyFrame;
  /** Several files. */
  readonly parts: LazyFrame;
  readonly csv: LazyFrame;
  /** Memory. */
  readonly frame: LazyFrame;
}

const NUM_PARTS = 3;

/** Writes the table in every form. */
export async function writeTableForms({ duckdb, folder }: Corpus, table: CorpusTable): Promise<TableForms> {
  const { name, path, columns, numRows } = table;
  const rows = `(from read_parquet(${quoted(path)}) order by rid)`;
  const csv = join(folder, `${name}.csv`);
  const texts = columns.filter(({ kind }) => kind.type.kind === "string").map((column) => quoted(column.name));
  await duckdb.run(`copy ${rows} to ${quoted(csv)} (header, nullstr 'NULL', force_quote (${texts.join(", ")}))`);
  const own = join(folder, `${name}-own.parquet`);
  await scanParquet(path).sinkParquet(own, { rowGroupSize: 1500 });
  const parts = join(folder, `${name}-parts`);
  mkdirSync(parts);
  const partRows = Math.ceil(numRows / NUM_PARTS);
  for (let part = 0; part < NUM_PARTS; part++) {
    const sql = `select * from read_parquet(${quoted(path)}) where rid // ${Math.max(1, partRows)} = ${part} order by rid`;
    await duckdb.writeParquet(sql, join(parts, `part-${part}.parquet`), 2048);
  }
  const schema = Object.fromEntries(columns.map((column) => [column.name, column.kind.type]));
  return {
    parquet: scanParquet(path),
    "own parquet": scanParquet(own),
    parts: scanParquet(join(parts, "*.parquet")),
    csv: scanCsv(csv, { schema, nullValues: "NULL" }),
    frame: scanFrame(await readParquet(path)),
  };
}
