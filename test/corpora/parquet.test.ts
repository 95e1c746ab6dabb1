import { join } from "node:path";
import type { DataType } from "@millrace/core";
import { MillraceError } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { testContext } from "../../packages/formats/src/parquet/testing/bump-arena.ts";
import type { ReadTable } from "../../packages/formats/src/parquet/testing/read-table.ts";
import { readTable } from "../../packages/formats/src/parquet/testing/read-table.ts";
import type { CorpusFile, Outcome } from "./corpus.ts";
import { corpora, corpusFiles, ExpectedOutcomes, errorOutcome } from "./corpus.ts";

// Every Parquet file of the shared corpora: the values of all columns are those of the oracle's engines. Others end as parquet.tsv says:
// in an error; "part", with the columns that are not read, each with its type or error; or read, though no reference engine does.

/** A file that takes longer has made the reader hang. */
const FILE_TIMEOUT_MS = 20_000;

interface Kind {
  readonly k: string;
  readonly unit?: string;
}

interface Oracle {
  readonly status: string;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly digest?: readonly unknown[];
  readonly engines?: Readonly<Record<string, { readonly digest?: unknown }>>;
}

interface Canon {
  checkTable(
    oracle: Oracle,
    table: { names: readonly string[]; kinds: readonly Kind[]; columns: readonly (readonly unknown[])[] },
  ): string[];
  loadOracle(path: string): Oracle;
  loadHead(path: string): unknown[][];
}

function kindOf(type: DataType): Kind {
  switch (type.kind) {
    case "boolean":
      return { k: "bool" };
    case "float32":
    case "float64":
      return { k: "float" };
    case "decimal":
      return { k: "decimal" };
    case "date":
      return { k: "date" };
    case "datetime":
      return { k: "timestamp", unit: "us" };
    case "string":
      return { k: "string" };
    default:
      return { k: "int" };
  }
}

function decimalText(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return value < 0n ? `-${text}` : text;
}

function canonical(table: ReadTable): { names: readonly string[]; kinds: Kind[]; columns: unknown[][] } {
  const columns = table.columns.map((values, i) => {
    const type = table.types[i]!;
    if (type.kind !== "decimal") return values;
    return values.map((value) => (value === null ? null : decimalText(value as bigint, type.scale)));
  });
  return { names: table.names, kinds: table.types.map(kindOf), columns };
}

/** An oracle's timestamp with nanoseconds, cut to the microseconds that are read. */
function toMicroseconds(text: unknown): string | null {
  return typeof text === "string" ? text.replace(/(\.\d{6})\d{3}/, "$1").replace(/Z$/, "") : null;
}

function timestampText(us: unknown): string | null {
  if (typeof us !== "bigint") return null;
  const fraction = ((us % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const second = new Date(Number((us - fraction) / 1000n)).toISOString().slice(0, 19);
  return `${second}.${fraction.toString().padStart(6, "0")}`;
}

function inNanosecondRange(us: unknown): boolean {
  return typeof us !== "bigint" || (us > -(2n ** 63n) / 1000n && us < 2n ** 63n / 1000n);
}

/** Problems of the columns that are read, without the notes on which engine a column equals. */
function problemsOf(canon: Canon, oracle: Oracle, oraclePath: string, table: ReadTable): string[] {
  const { names, kinds, columns } = canonical(table);
  const problems: string[] = [];
  oracle.columns?.forEach((column, i) => {
    const at = names.indexOf(column.name);
    if (at < 0) return;
    const part = { ...oracle, columns: [column], digest: [oracle.digest![i]], engines: enginesOf(oracle, i) };
    const one = { names: [names[at]!], kinds: [kinds[at]!], columns: [columns[at]!] };
    const found = canon.checkTable(part, one).filter((problem) => !problem.startsWith("note:"));
    if (found.length > 0 && column.type.startsWith("timestamp[ns")) {
      // Nanoseconds are rounded down, so the digest cannot agree; the rows that the oracle lists must.
      const want = canon.loadHead(oraclePath).map((row) => toMicroseconds(row[i]));
      const got = columns[at]!.slice(0, want.length).map(timestampText);
      // Outside of the range of 64-bit nanoseconds the oracle's engines overflow.
      const row = want.findIndex((text, r) => text !== got[r] && inNanosecondRange(columns[at]![r]));
      if (row >= 0) problems.push(`${column.name}, row ${row}: ${got[row]}, not ${want[row]}`);
    } else problems.push(...found);
  });
  return problems;
}

/** The engines' digests of one column. */
function enginesOf(oracle: Oracle, column: number): Oracle["engines"] & object {
  return Object.fromEntries(
    Object.entries(oracle.engines ?? {}).map(([engine, result]) => [
      engine,
      Array.isArray(result.digest) ? { digest: [result.digest[column]] } : result,
    ]),
  );
}

/** Pruning by a value from the middle of each integer column loses none of its rows. */
function checkPruning(path: string, table: ReadTable): void {
  table.names.forEach((column, i) => {
    const values = table.columns[i]!;
    const value = values[values.length >> 1];
    if (typeof value !== "bigint") return;
    const tests = [{ column, op: "eq", values: [value] }] as const;
    const kept = readTable(testContext(), [path], { columns: [column], tests }).columns[0]!;
    const count = (rows: readonly unknown[]): number => rows.filter((row) => row === value).length;
    expect(count(kept), `${column} = ${value}`).toBe(count(values));
  });
}

/**
 * What is read of the file: null where all columns are, with the oracle's values. Else the columns that are not, each with its type or
 * error; columns beside them are read alone.
 */
function readOutcome(canon: Canon, { path, expected, oracle: oraclePath }: CorpusFile): Outcome | null {
  const full = join(corpora, path);
  const oracle = canon.loadOracle(join(corpora, oraclePath));
  const isGood = expected === "reads" && oracle.status === "ok";
  const { schema } = readTable(testContext(), [full], { columns: [] });
  const left: string[] = [];
  const readable: string[] = [];
  for (const { name, type } of schema.fields) {
    if (type.kind === "unsupported") left.push(`${name}: ${type.name}`);
    else readable.push(name);
  }
  const names = schema.fields.map(({ name }) => name);
  if (isGood) expect(names).toEqual(expect.arrayContaining((oracle.columns ?? []).map(({ name }) => name)));
  const check = (columns: readonly string[]): void => {
    const table = readTable(testContext(), [full], { columns, coded: true });
    if (!isGood) return;
    expect(problemsOf(canon, oracle, join(corpora, oraclePath), table)).toEqual([]);
    checkPruning(full, table);
  };
  try {
    check(readable);
  } catch (error) {
    if (!isGood || !(error instanceof MillraceError)) throw error;
    for (const name of readable) {
      try {
        check([name]);
      } catch (failed) {
        left.push(`${name}: ${errorOutcome(failed).join(" ")}`);
      }
    }
  }
  if (left.length > 0) return ["part", left.join(", ")];
  return isGood ? null : [`reads`, `${readable.length} columns`];
}

const files = corpusFiles("parquet");
if (files.length === 0) {
  describe.skip(`Parquet corpora: not found at ${corpora}`, () => {
    it("reads the corpora", () => {});
  });
} else {
  const canon = (await import(join(corpora, "tools/canon.mjs"))) as Canon;
  const outcomes = new ExpectedOutcomes("parquet");

  describe("Parquet corpora", () => {
    it.each(files)(
      "$path ($expected)",
      (file) => {
        let outcome: Outcome | null;
        try {
          outcome = readOutcome(canon, file);
        } catch (error) {
          outcome = errorOutcome(error);
        }
        expect(outcomes.check(file.path, outcome) ?? "as expected").toBe("as expected");
      },
      FILE_TIMEOUT_MS,
    );

    it("are all checked", () => {
      outcomes.update();
      expect(outcomes.unchecked()).toEqual([]);
    });
  });
}
