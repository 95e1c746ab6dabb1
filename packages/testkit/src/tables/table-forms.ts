import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { LazyFrame } from "millrace";
import { readParquet, scanCsv, scanFrame, scanParquet } from "millrace";
import { quoted } from "../oracle/sql-text.ts";
import type { Corpus, CorpusTable } from "./corpus.ts";

/** What a table is read from: the file that DuckDB wrote, one of the engine's own, several, CSV, or memory. */
export type TableForm = "parquet" | "own parquet" | "parts" | "csv" | "frame";

const NUM_PARTS = 3;
const nullText = "NULL";

type Writer = (corpus: Corpus, table: CorpusTable) => Promise<LazyFrame>;

const writers: Readonly<Record<TableForm, Writer>> = {
  parquet: (_, { path }) => Promise.resolve(scanParquet(path)),
  "own parquet": async ({ folder }, { name, path }) => {
    const own = join(folder, `${name}-own.parquet`);
    await scanParquet(path).sinkParquet(own, { rowGroupSize: 1500 });
    return scanParquet(own);
  },
  parts: async ({ duckdb, folder }, { name, path, numRows }) => {
    const parts = join(folder, `${name}-parts`);
    mkdirSync(parts);
    const partRows = Math.max(1, Math.ceil(numRows / NUM_PARTS));
    for (let part = 0; part < NUM_PARTS; part++) {
      const sql = `select * from read_parquet(${quoted(path)}) where rid // ${partRows} = ${part} order by rid`;
      await duckdb.writeParquet(sql, join(parts, `part-${part}.parquet`), 2048);
    }
    return scanParquet(join(parts, "*.parquet"));
  },
  csv: async ({ duckdb, folder }, { name, path, columns }) => {
    const csv = join(folder, `${name}.csv`);
    const texts = columns.filter(({ kind }) => kind.type.kind === "string").map((column) => quoted(column.name));
    const options = `header, nullstr '${nullText}', force_quote (${texts.join(", ")})`;
    await duckdb.run(`copy (from read_parquet(${quoted(path)}) order by rid) to ${quoted(csv)} (${options})`);
    const schema = Object.fromEntries(columns.map((column) => [column.name, column.kind.type]));
    return scanCsv(csv, { schema, nullValues: nullText });
  },
  frame: async (_, { path }) => scanFrame(await readParquet(path)),
};

/** Scans of one table, with its rows in order: whatever a plan reads them from, its answer is the same. */
export class TableForms {
  readonly #corpus: Corpus;
  readonly #table: CorpusTable;
  readonly #scans = new Map<TableForm, Promise<LazyFrame>>();

  constructor(corpus: Corpus, table: CorpusTable) {
    this.#corpus = corpus;
    this.#table = table;
  }

  /** The scan of a form, which is written when it is first asked for. */
  scan(form: TableForm): Promise<LazyFrame> {
    let scan = this.#scans.get(form);
    if (scan === undefined) {
      scan = writers[form](this.#corpus, this.#table);
      this.#scans.set(form, scan);
    }
    return scan;
  }
}
