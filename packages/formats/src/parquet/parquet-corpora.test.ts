import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DataType } from "@millrace/core";
import { MillraceError } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { testContext } from "./testing/bump-arena.ts";
import type { ReadTable } from "./testing/read-table.ts";
import { readTable } from "./testing/read-table.ts";

// Every Parquet file of the shared corpora: what is read equals the oracle's engines; anything else is a typed error.

const corpora = process.env["MILLRACE_CORPORA"] ?? join(import.meta.dirname, "../../../../../shared/corpora");
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

/** Files that every other engine refuses as a whole, and what is read of them all the same. */
const readInPart: ReadonlySet<string> = new Set([
  // Its nested columns are damaged, which are never looked at.
  "parquet/arrow-testing-parquet/fuzzing/clusterfuzz-testcase-parquet-arrow-fuzz-5630594391474176.fuzz",
  // Its only row group says that it has no rows, and no column chunks either.
  "parquet/duckdb-parquet/broken/internal_6165.parquet",
]);

if (!existsSync(join(corpora, "MANIFEST.tsv"))) {
  describe.skip(`Parquet corpora: not found at ${corpora}`, () => {
    it("reads the corpora", () => {});
  });
} else {
  const canon = (await import(join(corpora, "tools/canon.mjs"))) as Canon;
  const lines = readFileSync(join(corpora, "MANIFEST.tsv"), "utf8").trimEnd().split("\n");
  const files = lines
    .slice(1)
    .map((line) => line.split("\t"))
    .filter((fields) => fields[1] === "parquet");
  const read = { equal: 0, errors: 0 };

  describe("Parquet corpora", () => {
    it.each(files.map((fields) => [fields[0]!, fields[9]!, fields[14]!] as const))(
      "%s (%s)",
      (path, expected, oraclePath) => {
        const oracle = canon.loadOracle(join(corpora, oraclePath));
        let table: ReadTable;
        try {
          table = readTable(testContext(), [join(corpora, path)], { coded: true });
        } catch (error) {
          read.errors++;
          expect(error, String(error instanceof Error ? error.stack : error)).toBeInstanceOf(MillraceError);
          return;
        }
        const columns = table.schema.fields.map(({ name }) => name);
        expect(columns).toEqual(expect.arrayContaining((oracle.columns ?? []).map(({ name }) => name)));
        if (expected.startsWith("clean-error") && table.names.length > 0) expect(readInPart).toContain(path);
        if (oracle.status !== "ok" || expected !== "reads") return;
        expect(problemsOf(canon, oracle, join(corpora, oraclePath), table)).toEqual([]);
        checkPruning(join(corpora, path), table);
        if (table.names.length === oracle.columns?.length) read.equal++;
      },
      FILE_TIMEOUT_MS,
    );

    it("reads most of them", () => {
      expect(read.equal).toBeGreaterThan(150);
    });
  });
}
