// Tables the eager way: columns are JavaScript arrays, and every step makes whole new ones.

/** A value of a table; times are Dates. */
export type Value = string | number | boolean | Date | null;

/** Columns of one length. */
export type Table = Readonly<Record<string, readonly Value[]>>;

/** The number of rows. */
export function height(table: Table): number {
  return Object.values(table)[0]?.length ?? 0;
}

/** The rows of these numbers, in their order. */
export function take(table: Table, rows: readonly number[]): Table {
  return mapColumns(table, (column) => rows.map((row) => column[row]!));
}

/** The rows for which `keep` holds. */
export function filter(table: Table, keep: (row: number) => boolean): Table {
  const rows: number[] = [];
  for (let row = 0; row < height(table); row++) if (keep(row)) rows.push(row);
  return take(table, rows);
}

/** The columns of these names. */
export function select(table: Table, ...names: readonly string[]): Table {
  return Object.fromEntries(names.map((name) => [name, table[name]!]));
}

/** What an aggregate makes of a group, given the numbers of its rows. */
export type Aggregate = (table: Table, rows: readonly number[]) => Value;

/** One row for each combination of keys, with the keys and the aggregates. */
export function groupBy(table: Table, keys: readonly string[], aggregates: Readonly<Record<string, Aggregate>>): Table {
  const groups = [...rowsByKey(table, keys).values()];
  const firsts = groups.map((rows) => rows[0]!);
  const values = Object.entries(aggregates).map(([name, of]) => [name, groups.map((rows) => of(table, rows))]);
  return { ...take(select(table, ...keys), firsts), ...Object.fromEntries(values) };
}

/** Key → numbers of the rows that have it. */
export function rowsByKey(table: Table, keys: readonly string[]): Map<Value, number[]> {
  const columns = keys.map((name) => table[name]!);
  const keyOf =
    columns.length === 1
      ? (row: number): Value => columns[0]![row]!
      : (row: number): Value => columns.map((column) => column[row]).join("\u0000");
  const groups = new Map<Value, number[]>();
  for (let row = 0; row < height(table); row++) {
    const key = keyOf(row);
    const rows = groups.get(key);
    if (rows === undefined) groups.set(key, [row]);
    else rows.push(row);
  }
  return groups;
}

/** Left rows with each of their partners; the right side's key is left out. A left join keeps rows without partner. */
export function join(left: Table, right: Table, key: string, how: "inner" | "left" = "inner"): Table {
  const partners = rowsByKey(right, [key]);
  const leftRows: number[] = [];
  const rightRows: (number | null)[] = [];
  for (const [row, value] of left[key]!.entries()) {
    const found = value === null ? undefined : partners.get(value);
    if (found === undefined && how === "left") {
      leftRows.push(row);
      rightRows.push(null);
    }
    for (const partner of found ?? []) {
      leftRows.push(row);
      rightRows.push(partner);
    }
  }
  const { [key]: _, ...payload } = right;
  return {
    ...take(left, leftRows),
    ...mapColumns(payload, (column) => rightRows.map((row) => (row === null ? null : column[row]!))),
  };
}

/** Rows in the order of columns, "-" before a descending one. */
export function sortBy(table: Table, ...keys: readonly string[]): Table {
  const columns = keys.map((key) => ({ column: table[key.replace(/^-/, "")]!, sign: key.startsWith("-") ? -1 : 1 }));
  const rows = Array.from({ length: height(table) }, (_, row) => row);
  rows.sort((a, b) => {
    for (const { column, sign } of columns) {
      const [left, right] = [column[a]!, column[b]!];
      if (left! < right!) return -sign;
      if (left! > right!) return sign;
    }
    return 0;
  });
  return take(table, rows);
}

function mapColumns(table: Table, change: (column: readonly Value[]) => readonly Value[]): Table {
  return Object.fromEntries(Object.entries(table).map(([name, column]) => [name, change(column)]));
}

function numbers(table: Table, name: string, rows: readonly number[]): number[] {
  const column = table[name]!;
  return rows.map((row) => column[row]).filter((value) => typeof value === "number");
}

/** The sum of a column. */
export function sum(name: string): Aggregate {
  return (table, rows) => numbers(table, name, rows).reduce((total, value) => total + value, 0);
}

/** The mean of a column's numbers; null of none. */
export function mean(name: string): Aggregate {
  return (table, rows) => {
    const values = numbers(table, name, rows);
    return values.length === 0 ? null : values.reduce((total, value) => total + value, 0) / values.length;
  };
}

/** The number of rows. */
export function count(): Aggregate {
  return (_table, rows) => rows.length;
}

/** The largest value of a column. */
export function max(name: string): Aggregate {
  return (table, rows) => extreme(table, name, rows, 1);
}

/** The smallest value of a column. */
export function min(name: string): Aggregate {
  return (table, rows) => extreme(table, name, rows, -1);
}

function extreme(table: Table, name: string, rows: readonly number[], sign: 1 | -1): Value {
  const column = table[name]!;
  let best: Value = null;
  for (const row of rows) {
    const value = column[row]!;
    if (value !== null && (best === null || (sign > 0 ? value > best : value < best))) best = value;
  }
  return best;
}

/** The median of a column's numbers. */
export function median(name: string): Aggregate {
  return (table, rows) => {
    const values = numbers(table, name, rows).sort((a, b) => a - b);
    const middle = values.length >> 1;
    return values.length % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
  };
}

/** The sample standard deviation of a column's numbers. */
export function std(name: string): Aggregate {
  return (table, rows) => {
    const values = numbers(table, name, rows);
    const center = values.reduce((total, value) => total + value, 0) / values.length;
    return Math.sqrt(values.reduce((total, value) => total + (value - center) ** 2, 0) / (values.length - 1));
  };
}

/** The square of Pearson's correlation of two columns of numbers. */
export function squaredCorrelation(a: string, b: string): Aggregate {
  return (table, rows) => {
    const [xs, ys] = [numbers(table, a, rows), numbers(table, b, rows)];
    const centerOf = (values: readonly number[]): number =>
      values.reduce((total, value) => total + value, 0) / values.length;
    const [centerX, centerY] = [centerOf(xs), centerOf(ys)];
    const covariance = xs.reduce((total, x, i) => total + (x - centerX) * (ys[i]! - centerY), 0);
    const varianceX = xs.reduce((total, x) => total + (x - centerX) ** 2, 0);
    const varianceY = ys.reduce((total, y) => total + (y - centerY) ** 2, 0);
    return covariance ** 2 / (varianceX * varianceY);
  };
}
