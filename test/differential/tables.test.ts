// Generated tables of every type, with nulls, extremes and skew: both engines read the same rows from each other's files.

import { join } from "node:path";
import { setEngineTuning } from "@millrace/engine";
import type { Answer, Corpus } from "@millrace/testkit";
import { answerOfFrame, compareAnswers, openCorpus } from "@millrace/testkit";
import { col, scanCsv, scanParquet } from "millrace";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const sizes = [0, 1, 7, 2048, 5000];
let corpus: Corpus;

/** The rows of a table's file, as DuckDB reads them: its dictionaries have one entry for 0 and -0. */
function expectedOf(path: string): Promise<Answer> {
  return corpus.duckdb.query(`from read_parquet('${path}') order by rid`);
}

beforeAll(async () => {
  corpus = await openCorpus(sizes, 11);
});
afterAll(() => corpus.close());

describe.each(sizes.map((numRows, i) => [numRows, i] as const))("a table of %i rows", (_, i) => {
  it("that DuckDB wrote reads as DuckDB has it", async () => {
    const { path } = corpus.tables[i]!;
    const expected = await expectedOf(path);
    const actual = answerOfFrame(await scanParquet(path).collect({ threads: 2 }));
    expect(compareAnswers(actual, expected, { ordered: true, exact: true })).toBeNull();
  });

  it.each([1, 3, 1000])("reads the same in batches of %i rows, from a file and from memory", async (batchRows) => {
    const { path } = corpus.tables[i]!;
    const frame = await scanParquet(path).collect();
    const expected = await expectedOf(path);
    const before = setEngineTuning({ batchRows });
    try {
      for (const scan of [scanParquet(path), frame.lazy()]) {
        // Behind a filter columns are decoded; without one they would be passed on as they are.
        const actual = answerOfFrame(await scan.filter(col("rid").isNotNull()).collect({ threads: 1 }));
        expect(compareAnswers(actual, expected, { ordered: true, exact: true })).toBeNull();
      }
    } finally {
      setEngineTuning(before);
    }
  });

  it.each(["zstd", "snappy", "uncompressed"] as const)(
    "that sinkParquet wrote (%s) reads in DuckDB",
    async (compression) => {
      const { name, path } = corpus.tables[i]!;
      const copy = join(corpus.folder, `${name}-${compression}.parquet`);
      await scanParquet(path).sinkParquet(copy, { compression, rowGroupSize: 1500 });
      const expected = await expectedOf(path);
      const actual = await corpus.duckdb.query(`from read_parquet('${copy}') order by rid`);
      expect(compareAnswers(actual, expected, { ordered: true, exact: true })).toBeNull();
      const own = answerOfFrame(await scanParquet(copy).collect());
      expect(compareAnswers(own, expected, { ordered: true, exact: true })).toBeNull();
    },
  );

  it("goes through CSV files of both engines unchanged", async () => {
    const { duckdb, folder } = corpus;
    const { name, path, columns } = corpus.tables[i]!;
    const expected = await expectedOf(path);
    const [theirs, own] = [join(folder, `${name}.csv`), join(folder, `${name}-own.csv`)];
    const texts = columns.filter(({ kind }) => kind.type.kind === "string").map((column) => `'${column.name}'`);
    await duckdb.run(
      `copy (from read_parquet('${path}') order by rid) to '${theirs}' (header, nullstr 'NULL', force_quote (${texts.join(", ")}))`,
    );
    const schema = Object.fromEntries(columns.map((column) => [column.name, column.kind.type]));
    const read = answerOfFrame(await scanCsv(theirs, { schema, nullValues: "NULL" }).collect({ threads: 2 }));
    expect(compareAnswers(read, expected, { ordered: true, exact: true })).toBeNull();
    await scanParquet(path).sinkCsv(own, { nullValue: "NULL" });
    await duckdb.run(`create table ${name}_own as from ${name} limit 0`);
    await duckdb.run(`copy ${name}_own from '${own}' (header, nullstr 'NULL', allow_quoted_nulls false)`);
    const written = await duckdb.query(`from ${name}_own order by rid`);
    expect(compareAnswers(written, expected, { ordered: true, exact: true })).toBeNull();
    const again = answerOfFrame(await scanCsv(own, { schema, nullValues: "NULL" }).collect({ threads: 2 }));
    expect(compareAnswers(again, expected, { ordered: true, exact: true })).toBeNull();
  });
});
