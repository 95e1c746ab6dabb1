import type { TableFile } from "../suite.ts";
import { readTable } from "./read-files.ts";
import type { Table } from "./table.ts";

/** Reads a table of the suite: all of its columns, or those of the names. CSV files are always read in whole. */
export type ReadTable = (name: string, columns?: readonly string[]) => Promise<Table>;

/** Query → what stands for it. */
export type EagerForms = Readonly<Record<string, (read: ReadTable) => Promise<Table>>>;

/** The reader of a task's tables. */
export function tableReader(tables: readonly TableFile[]): ReadTable {
  return (name, columns) => {
    const file = tables.find((table) => table.name === name);
    if (file === undefined) throw new Error(`There is no table "${name}".`);
    return readTable(file, columns);
  };
}
