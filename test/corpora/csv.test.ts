import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { TestValue } from "../../packages/formats/src/csv/testing/read-csv.ts";
import { readCsv } from "../../packages/formats/src/csv/testing/read-csv.ts";
import type { CorpusFile, Outcome } from "./corpus.ts";
import { corpora, corpusFiles, ExpectedOutcomes, errorOutcome } from "./corpus.ts";

// Every CSV file of the shared corpora, as text under the dialect that its oracle used: the number of rows and the digest of all
// fields are those that the reference engines agree on. Others end as csv.tsv says: in an error; as one of the engines reads it, where
// the others drop blank lines or read on behind the text's skipped part; or as no engine does ("own", with rows and digest), where the
// dialect escapes quotes in a way that cannot be said here, or a blank line is a row of a single column, as in Polars.

/** What the oracle of a file says, as far as this test asks. */
interface CsvOracle {
  readonly dialect: { readonly newline: string | null };
  readonly dialect_used?: {
    readonly delimiter: string;
    readonly quote: string;
    readonly escape: string;
    readonly skip_rows: number;
    readonly header: boolean;
  };
  readonly strings?: { readonly rows: number; readonly strdigest: string };
  readonly engines?: Readonly<Record<string, { readonly rows?: number; readonly strdigest?: string }>>;
}

/** SHA-256 over the fields of every record, as the oracles have it: null is "". */
function digest(rows: readonly (readonly TestValue[])[]): string {
  const hash = createHash("sha256");
  for (const row of rows) hash.update(`${row.map((value) => value ?? "").join("\x1f")}\x1e`);
  return hash.digest("hex").slice(0, 24);
}

/** The number of rows and their digest. Throws what the scan throws. */
function readAsText(path: string, { dialect, dialect_used: used }: CsvOracle): string {
  const options = {
    separator: used!.delimiter,
    quoteChar: used!.quote === "" ? null : used!.quote,
    eolChar: dialect.newline === "\\r" ? "\r" : "\n",
    skipLines: used!.skip_rows,
    hasHeader: used!.header,
    inferSchemaLength: 0,
  };
  const { rows } = readCsv([join(corpora, path)], options, { maxRows: 4000 });
  return `${rows.length} ${digest(rows)}`;
}

/** Null where the file reads as the engines agree. */
function outcomeOf({ path, oracle: oraclePath }: CorpusFile): Outcome | null {
  const oracle = JSON.parse(readFileSync(join(corpora, oraclePath), "utf8")) as CsvOracle;
  try {
    const got = readAsText(path, oracle);
    if (got === `${oracle.strings?.rows} ${oracle.strings?.strdigest}`) return null;
    const alike = Object.entries(oracle.engines ?? {}).find(
      ([name, { rows, strdigest }]) => name.endsWith("_str") && got === `${rows} ${strdigest}`,
    );
    return alike === undefined ? ["own", got] : ["as", alike[0]];
  } catch (error) {
    return errorOutcome(error);
  }
}

const files = corpusFiles("csv");
const note = files.length === 0 ? "the corpora are not here" : `${files.length} files`;

test.skipIf(files.length === 0)(`every CSV file of the corpora: ${note}`, { timeout: 240_000 }, () => {
  const outcomes = new ExpectedOutcomes("csv");
  const problems = files
    .map((file) => outcomes.check(file.path, outcomeOf(file)))
    .filter((problem) => problem !== null);
  outcomes.update();
  for (const path of outcomes.withReason("The text is not valid UTF-8")) {
    expect(() => new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(join(corpora, path))), path).toThrow();
  }
  expect(problems).toEqual([]);
  expect(outcomes.unchecked()).toEqual([]);
});
