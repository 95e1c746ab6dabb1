import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MillraceError } from "@millrace/core";
import { expect, test } from "vitest";
import type { TestValue } from "../../packages/formats/src/csv/testing/read-csv.ts";
import { readCsv } from "../../packages/formats/src/csv/testing/read-csv.ts";

// Every CSV file of the shared corpora, as text under the dialect that its oracle used: the rows are those that the reference
// engines agree on (or those of one of them), or there is a typed error with a reason that is checked.

const corpora = process.env["MILLRACE_CORPORA"] ?? join(import.meta.dirname, "../../../shared/corpora");

/** What the oracle of a file says, as far as this test asks. */
interface CsvOracle {
  readonly dialect: { readonly newline: string | null; readonly comment?: string };
  readonly dialect_used?: {
    readonly delimiter: string;
    readonly quote: string;
    readonly escape: string;
    readonly skip_rows: number;
    readonly header: boolean;
  };
  readonly strings?: { readonly rows: number; readonly names: readonly string[]; readonly strdigest: string };
  readonly engines?: Readonly<Record<string, { readonly rows?: number; readonly strdigest?: string }>>;
}

interface Case {
  readonly path: string;
  readonly expected: string;
  readonly oracle: CsvOracle;
}

function readCases(): Case[] {
  const manifest = join(corpora, "MANIFEST.tsv");
  if (!existsSync(manifest)) return [];
  const [head = "", ...lines] = readFileSync(manifest, "utf8").trimEnd().split("\n");
  const names = head.split("\t");
  const rows = lines.map((line) => Object.fromEntries(line.split("\t").map((value, i) => [names[i]!, value])));
  return rows
    .filter((row) => row["format"] === "csv" && existsSync(join(corpora, row["path"]!)) && row["oracle"] !== "")
    .map((row) => ({
      path: row["path"]!,
      expected: row["expected"]!,
      oracle: JSON.parse(readFileSync(join(corpora, row["oracle"]!), "utf8")) as CsvOracle,
    }));
}

/** SHA-256 over the fields of every record, as the oracles have it: null is "". */
function digest(rows: readonly (readonly TestValue[])[]): string {
  const hash = createHash("sha256");
  for (const row of rows) hash.update(`${row.map((value) => value ?? "").join("\x1f")}\x1e`);
  return hash.digest("hex").slice(0, 24);
}

function readAsText({ path, oracle }: Case): string | MillraceError {
  const used = oracle.dialect_used!;
  const options = {
    separator: used.delimiter,
    quoteChar: used.quote === "" ? null : used.quote,
    eolChar: oracle.dialect.newline === "\\r" ? "\r" : "\n",
    skipLines: used.skip_rows,
    hasHeader: used.header,
    inferSchemaLength: 0,
  };
  try {
    const { rows } = readCsv([join(corpora, path)], options, { maxRows: 4000 });
    return `${rows.length} ${digest(rows)}`;
  } catch (error) {
    if (error instanceof MillraceError) return error;
    throw error;
  }
}

/** The errors that a file may end in although an engine reads it, each with what must be true of the file. */
const reasons: readonly { readonly text: RegExp; readonly holds: (one: Case) => boolean }[] = [
  { text: /is not valid UTF-8/, holds: ({ path }) => !isUtf8(readFileSync(join(corpora, path))) },
  { text: /bzip2|zstd|UTF-16/, holds: () => true },
  // Polars refuses rows that are too long, and quotes that never end are an error everywhere here.
  { text: /has more than the \d+ fields|is not closed/, holds: () => true },
  { text: /The file is empty/, holds: ({ path }) => readFileSync(join(corpora, path)).length <= 1 },
];

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Read as meant, but as no single engine does: a blank line is a row of a single column, as in Polars, and text behind a closing
 * quote belongs to the field, as in Python. */
const own: ReadonlySet<string> = new Set(["csv/duckdb-csv/rejects/multiple_errors/unquoted_less.csv"]);

/** Null where the file reads as it should; else what is wrong. */
function problemOf(one: Case): string | null {
  const { oracle, path, expected } = one;
  const got = readAsText(one);
  if (got instanceof MillraceError) {
    const reason = reasons.find(({ text }) => text.test(got.message));
    return reason?.holds(one) ? null : `${path}: ${got.code} ${got.message}`;
  }
  const wanted = oracle.strings === undefined ? null : `${oracle.strings.rows} ${oracle.strings.strdigest}`;
  if (got === wanted || own.has(path)) return null;
  // The majority drops the blank lines of a single column and reads on behind the text's skipped part; Polars and DuckDB differ.
  const engines = Object.entries(oracle.engines ?? {}).filter(([name]) => name.endsWith("_str"));
  if (engines.some(([, { rows, strdigest }]) => got === `${rows} ${strdigest}`)) return null;
  // Another escape than the doubled quote cannot be said; where engines disagree, so may we.
  if (oracle.dialect_used!.escape !== oracle.dialect_used!.quote || expected.startsWith("either")) return null;
  return `${path}: ${got} instead of ${wanted}`;
}

const cases = readCases();
const note = cases.length === 0 ? "the corpora are not here" : `${cases.length} files`;

test.skipIf(cases.length === 0)(`every CSV file of the corpora: ${note}`, { timeout: 240_000 }, () => {
  const problems = cases
    .filter(({ oracle }) => oracle.dialect_used !== undefined)
    .map(problemOf)
    .filter((problem) => problem !== null);
  expect(problems).toEqual([]);
});
