import type { DuckDBConnection } from "@duckdb/node-api";
import { DuckDBInstance } from "@duckdb/node-api";
import { quoted } from "../child/duckdb-node.ts";
import { NOISE, RELATIVE_TOLERANCE } from "./compare-rows.ts";

interface Column {
  readonly name: string;
  readonly isNumber: boolean;
  readonly isExact: boolean;
}

const integerType = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/;
const numberType = /^(FLOAT|DOUBLE|DECIMAL.*)$/;

/**
 * Where two Parquet answers differ, as one sentence, or null; the rules are those of compareRows. Both are sorted by
 * their exact columns and laid side by side, in DuckDB, which has disk for what does not fit. With `sortedBy` (columns,
 * "-" before a descending one) the actual rows have to be in that order too.
 */
export async function compareFiles(
  actual: string,
  expected: string,
  tempFolder: string,
  sortedBy: readonly string[] = [],
): Promise<string | null> {
  const instance = await DuckDBInstance.create(":memory:", { temp_directory: tempFolder });
  const connection = await instance.connect();
  try {
    const [ours, theirs] = [await columnsOf(connection, actual), await columnsOf(connection, expected)];
    if (ours.length !== theirs.length) return `${ours.length} columns instead of ${theirs.length}`;
    const [ourRows, theirRows] = [await rowsOf(connection, actual), await rowsOf(connection, expected)];
    if (ourRows !== theirRows) return `${ourRows} rows instead of ${theirRows}`;
    const isNumber = ours.map((column, i) => column.isNumber && theirs[i]!.isNumber);
    const order = [...ours.keys()].sort((a, b) => rank(ours, theirs, a) - rank(ours, theirs, b));
    const slack = await slackOf(connection, expected, theirs, isNumber);
    const differs = ours.map((_, i) => difference(i, isNumber[i]!, slack[i]!)).join(" or ");
    const sql = `select count(*) from (${sorted(actual, ours, isNumber, order, "a")}) positional join
      (${sorted(expected, theirs, isNumber, order, "b")}) where ${differs}`;
    const result = await connection.runAndReadAll(sql);
    const count = Number(result.value(0, 0));
    if (count > 0) return `${count} of ${theirRows} rows differ`;
    const misplaced = await countMisplaced(connection, actual, sortedBy);
    return misplaced === 0 ? null : `${misplaced} rows come before the row that they belong behind`;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Rows of the file that sort before the row above them. */
async function countMisplaced(
  connection: DuckDBConnection,
  path: string,
  sortedBy: readonly string[],
): Promise<number> {
  let tie = "false";
  for (const key of sortedBy.toReversed()) {
    const name = key.replace(/^-/, "");
    const above = `lag("${name}") over (order by file_row_number)`;
    const comparison = key.startsWith("-") ? ">" : "<";
    tie = `("${name}" ${comparison} ${above} or ("${name}" = ${above} and ${tie}))`;
  }
  if (sortedBy.length === 0) return 0;
  const rows = `select ${tie} as misplaced from read_parquet(${quoted(path)}, file_row_number = true)`;
  const result = await connection.runAndReadAll(`select count(*) from (${rows}) where misplaced`);
  return Number(result.value(0, 0));
}

async function columnsOf(connection: DuckDBConnection, path: string): Promise<Column[]> {
  const result = await connection.runAndReadAll(`describe from read_parquet(${quoted(path)})`);
  return result.getRows().map(([name, type]) => ({
    name: String(name),
    isNumber: integerType.test(String(type)) || numberType.test(String(type)),
    isExact: !numberType.test(String(type)),
  }));
}

async function rowsOf(connection: DuckDBConnection, path: string): Promise<number> {
  const result = await connection.runAndReadAll(`select count(*) from read_parquet(${quoted(path)})`);
  return Number(result.value(0, 0));
}

function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function rank(ours: readonly Column[], theirs: readonly Column[], i: number): number {
  return ours[i]!.isExact && theirs[i]!.isExact ? 0 : 1;
}

function sorted(
  path: string,
  columns: readonly Column[],
  isNumber: readonly boolean[],
  order: readonly number[],
  alias: string,
): string {
  const values = columns.map(({ name }, i) => {
    const value = quotedName(name);
    return `cast(${value} as ${isNumber[i] === true ? "double" : "varchar"}) as ${alias}${i}`;
  });
  const keys = order.map((i) => `${alias}${i} nulls first`).join(", ");
  return `select ${values.join(", ")} from read_parquet(${quoted(path)}) order by ${keys}`;
}

/** For each column, what subtraction may leave of numbers that cancel; 0 where it holds no numbers. */
async function slackOf(
  connection: DuckDBConnection,
  path: string,
  columns: readonly Column[],
  isNumber: readonly boolean[],
): Promise<number[]> {
  const sizes = columns.map(({ name }, i) =>
    isNumber[i] === true ? `max(abs(${quotedName(name)}::double)) filter (isfinite(${quotedName(name)}::double))` : "0",
  );
  const result = await connection.runAndReadAll(`select ${sizes.join(", ")} from read_parquet(${quoted(path)})`);
  return sizes.map((_, i) => NOISE * Number(result.value(i, 0) ?? 0));
}

function difference(i: number, isNumber: boolean, slack: number): string {
  const [a, b] = [`a${i}`, `b${i}`];
  if (!isNumber) return `${a} is distinct from ${b}`;
  const tolerance = `${RELATIVE_TOLERANCE} * greatest(abs(${a}), abs(${b})) + ${slack}`;
  return `(${a} is distinct from ${b} and not coalesce(abs(${a} - ${b}) <= ${tolerance}, false))`;
}
