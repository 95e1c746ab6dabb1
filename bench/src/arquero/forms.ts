// What is used of the package arquero, which the workspace does not depend on, and the shape of its forms.

/** An expression of arquero: text that it parses, or a call of `op`. */
type Expression = string | { toString(): string };

/** A table of arquero. */
export interface ArqueroTable {
  numRows(): number;
  columnNames(): readonly string[];
  array(name: string): ArrayLike<unknown>;
  get(name: string, row: number): unknown;
  filter(predicate: string): ArqueroTable;
  derive(values: Readonly<Record<string, Expression>>): ArqueroTable;
  select(...columns: readonly (string | Readonly<Record<string, string>>)[]): ArqueroTable;
  rename(names: Readonly<Record<string, string>>): ArqueroTable;
  groupby(...keys: readonly string[]): ArqueroTable;
  rollup(values: Readonly<Record<string, Expression>>): ArqueroTable;
  orderby(...keys: readonly unknown[]): ArqueroTable;
  dedupe(...keys: readonly string[]): ArqueroTable;
  join(other: ArqueroTable, on: string): ArqueroTable;
  join_left(other: ArqueroTable, on: string): ArqueroTable;
  ungroup(): ArqueroTable;
  toCSV(): string;
}

/** The module. */
export interface Arquero {
  readonly op: Readonly<Record<string, (...columns: readonly string[]) => Expression>>;
  table(columns: Readonly<Record<string, unknown>>): ArqueroTable;
  loadCSV(path: string): Promise<ArqueroTable>;
  desc(name: string): unknown;
}

/** Reads a table of the suite: all of its columns, or those of the names. */
export type ReadArqueroTable = (name: string, columns?: readonly string[]) => Promise<ArqueroTable>;

/** Query → what stands for it. */
export type ArqueroForms = Readonly<
  Record<string, (read: ReadArqueroTable, arquero: Arquero) => Promise<ArqueroTable>>
>;
