import type { Chunk, Schema as SchemaType } from "@millrace/core";
import { Field, Schema } from "@millrace/core";
import type { GeneratedColumn, Plan } from "./columns.ts";

/** A table that can be generated. */
export interface Table {
  readonly name: string;
  /** One line for the list of tables. */
  readonly title: string;
  /** Rows unless the caller says otherwise. */
  defaultRows(sizes: { readonly patients: number; readonly users: number }): number;
  readonly columns: readonly GeneratedColumn[];
  /** Where the table is ordered by time: the first row of a year, from 2021 to 2025 (the end). */
  readonly yearStart?: (plan: Plan, year: number) => number;
}

/** The schema of a table. Columns without nulls are promised to have none. */
export function schemaOf(table: Table): SchemaType {
  return Schema(table.columns.map(({ name, type }) => Field(name, type)));
}

/** Rows of a chunk: two chunks make a row group of the default size. */
const CHUNK_ROWS = 61_440;

/** Rows [from, to) of a table, chunk by chunk; memory does not grow with the number of rows. */
export function* generate(
  table: Table,
  plan: Plan,
  from = 0,
  to: number = plan.rows,
): Generator<Chunk, void, undefined> {
  for (let row = from; row < to; row += CHUNK_ROWS) {
    const numRows = Math.min(CHUNK_ROWS, to - row);
    yield { numRows, columns: table.columns.map((column) => column.values(plan, row, numRows)) };
  }
}
