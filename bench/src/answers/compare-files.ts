import { extname } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { DuckDBInstance } from "@duckdb/node-api";
import { quoted } from "../child/duckdb-node.ts";
import { NOISE, RELATIVE_TOLERANCE } from "./compare-rows.ts";

/** How the values of a column are compared: exactly as integers, as floats, as moments, or as text. */
type Kind = "integer" | "number" | "moment" | "text";

interface Column {
  readonly name: string;
  readonly kind: Kind;
}

/** A column of both files. */
interface ColumnPair {
  readonly actual: string;
  readonly expected: string;
  readonly kind: Kind;
  readonly nanIsNull: boolean;
}

/** A column's value in one of the files, in the type that both are compared in. */
function valueOf(pair: ColumnPair, side: "actual" | "expected"): string {
  const value = `cast(${pair[side]} as ${comparedAs[pair.kind]})`;
  return pair.nanIsNull && pair.kind === "number" ? `nullif(${value}, 'nan'::double)` : value;
}

/** A Parquet or CSV file as a table of DuckDB. */
function reader(path: string): string {
  return `${extname(path) === ".csv" ? "read_csv" : "read_parquet"}(${quoted(path)})`;
}

/** The DuckDB type that values of a kind are compared in. */
const comparedAs: Readonly<Record<Kind, string>> = {
  integer: "hugeint",
  number: "double",
  moment: "timestamp",
  text: "varchar",
};

const kindPatterns: readonly (readonly [RegExp, Kind])[] = [
  [/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/, "integer"],
  [/^(FLOAT|DOUBLE|DECIMAL.*)$/, "number"],
  [/^TIMESTAMP(_NS|_MS|_S)?$/, "moment"],
];

/** How files are compared. */
export interface FileCompareOptions {
  readonly tempFolder: string;
  /** Columns that the actual rows have to be in the order of, "-" before a descending one. */
  readonly sortedBy?: readonly string[];
  /** Whether NaN and null are the same. */
  readonly nanIsNull?: boolean;
}

/**
 * Where two answers in Parquet or CSV files differ, as one sentence, or null; the rules are those of compareRows. Both are sorted by
 * their exact columns and laid side by side, in DuckDB, which has disk for what does not fit. With `sortedBy` (columns,
 * "-" before a descending one) the actual rows have to be in that order too.
 */
export async function compareFiles(
  actual: string,
  expected: string,
  { tempFolder, sortedBy = [], nanIsNull = false }: FileCompareOptions,
): Promise<string | null> {
  const instance = await DuckDBInstance.create(":memory:", { temp_directory: tempFolder });
  const connection = await instance.connect();
  try {
    const [ours, theirs] = [await columnsOf(connection, actual), await columnsOf(connection, expected)];
    if (ours.length !== theirs.length) return `${ours.length} columns instead of ${theirs.length}`;
    const [ourRows, theirRows] = [await rowsOf(connection, actual), await rowsOf(connection, expected)];
    if (ourRows !== theirRows) return `${ourRows} rows instead of ${theirRows}`;
    const pairs = pairsOf(ours, theirs, nanIsNull);
    const same = await haveSameRows(connection, actual, expected, pairs);
    const count = same ? 0 : await countDifferent(connection, actual, expected, pairs);
    if (count > 0) return `${count} of ${theirRows} rows differ`;
    const misplaced = await countMisplaced(connection, actual, sortedBy);
    return misplaced === 0 ? null : `${misplaced} rows come before the row that they belong behind`;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function numbersOf(connection: DuckDBConnection, sql: string): Promise<number[]> {
  const result = await connection.runAndReadAll(sql);
  return result.columnNames().map((_, i) => Number(result.value(i, 0) ?? 0));
}

async function columnsOf(connection: DuckDBConnection, path: string): Promise<Column[]> {
  const result = await connection.runAndReadAll(`describe from ${reader(path)}`);
  return result.getRows().map(([name, type]) => ({
    name: `"${String(name).replaceAll('"', '""')}"`,
    kind: kindPatterns.find(([pattern]) => pattern.test(String(type)))?.[1] ?? "text",
  }));
}

async function rowsOf(connection: DuckDBConnection, path: string): Promise<number> {
  const [rows = 0] = await numbersOf(connection, `select count(*) from ${reader(path)}`);
  return rows;
}

function pairsOf(ours: readonly Column[], theirs: readonly Column[], nanIsNull: boolean): ColumnPair[] {
  return ours.map(({ name, kind }, i) => {
    const other = theirs[i]!;
    const kinds: readonly Kind[] = [kind, other.kind];
    const bothNumbers = kinds.every((one) => one === "integer" || one === "number");
    return {
      actual: name,
      expected: other.name,
      kind: kind === other.kind ? kind : bothNumbers ? "number" : "text",
      nanIsNull,
    };
  });
}

/** Whether the hashes of both files' rows, bit for bit, add up to the same: then nothing has to be sorted. */
async function haveSameRows(
  connection: DuckDBConnection,
  actual: string,
  expected: string,
  pairs: readonly ColumnPair[],
): Promise<boolean> {
  const sumOf = async (path: string, side: "actual" | "expected"): Promise<string> => {
    const values = pairs.map((pair) => valueOf(pair, side));
    const result = await connection.runAndReadAll(
      `select cast(sum(cast(hash(${values.join(", ")}) as hugeint)) as varchar) from ${reader(path)}`,
    );
    return String(result.value(0, 0));
  };
  return (await sumOf(actual, "actual")) === (await sumOf(expected, "expected"));
}

async function countDifferent(
  connection: DuckDBConnection,
  actual: string,
  expected: string,
  pairs: readonly ColumnPair[],
): Promise<number> {
  // Rows meet their partners by their exact columns, although their fractions may sort otherwise.
  const exactFirst = [...pairs.keys()].sort((a, b) => Number(isInexact(pairs[a]!)) - Number(isInexact(pairs[b]!)));
  const sorted = (path: string, alias: "a" | "b"): string => {
    const side = alias === "a" ? "actual" : "expected";
    const values = pairs.map((pair, i) => `${valueOf(pair, side)} as ${alias}${i}`);
    const keys = exactFirst.map((i) => `${alias}${i} nulls first`).join(", ");
    return `select ${values.join(", ")} from ${reader(path)} order by ${keys}`;
  };
  const sizes = pairs.map(({ expected: name, kind }) =>
    kind === "number" ? `max(abs(${name}::double)) filter (isfinite(${name}::double))` : "0",
  );
  const largest = await numbersOf(connection, `select ${sizes.join(", ")} from ${reader(expected)}`);
  const differs = pairs.map((pair, i) => difference(i, pair, NOISE * largest[i]!)).join(" or ");
  const [count = 0] = await numbersOf(
    connection,
    `select count(*) from (${sorted(actual, "a")}) positional join (${sorted(expected, "b")}) where ${differs}`,
  );
  return count;
}

function isInexact({ kind }: ColumnPair): boolean {
  return kind === "number";
}

function difference(i: number, { kind }: ColumnPair, slack: number): string {
  const [a, b] = [`a${i}`, `b${i}`];
  if (kind !== "number") return `${a} is distinct from ${b}`;
  const tolerance = `${RELATIVE_TOLERANCE} * greatest(abs(${a}), abs(${b})) + ${slack}`;
  return `(${a} is distinct from ${b} and not coalesce(abs(${a} - ${b}) <= ${tolerance}, false))`;
}

/** Rows of the file that sort before the row above them. */
async function countMisplaced(
  connection: DuckDBConnection,
  path: string,
  sortedBy: readonly string[],
): Promise<number> {
  if (sortedBy.length === 0) return 0;
  let misplaced = "false";
  for (const key of sortedBy.toReversed()) {
    const name = `"${key.replace(/^-/, "")}"`;
    const above = `lag(${name}) over (order by file_row_number)`;
    const comparison = key.startsWith("-") ? ">" : "<";
    misplaced = `(${name} ${comparison} ${above} or (${name} = ${above} and ${misplaced}))`;
  }
  const rows = `select ${misplaced} as misplaced from read_parquet(${quoted(path)}, file_row_number = true)`;
  const [count = 0] = await numbersOf(connection, `select count(*) from (${rows}) where misplaced`);
  return count;
}
