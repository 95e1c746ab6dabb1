import type { DerivedColumn } from "../expressions/derived-column.ts";
import { readDerivedColumn } from "../expressions/derived-column.ts";
import { checkedTable } from "../plan/checked-schema.ts";
import type { Table } from "../plan/table.ts";
import type { StepBody, StepType } from "./step-type.ts";

/** `{ type: with_columns, columns: [{ name: year, column: timestamp, function: year }] }`; each column sees those before it. */
export const withColumnsStep: StepType = {
  keys: ["columns"],
  inputKeys: ["input"],
  keepsRows: true,
  read(fields): StepBody | undefined {
    const columns = fields.need("columns")?.readItems({ orOne: true, nonEmpty: true })?.map(readDerivedColumn);
    if (columns === undefined || columns.some((column) => column === undefined)) return undefined;
    return { build: async ([input]) => (await withAll(input!, columns as DerivedColumn[]))?.frame };
  },
};

async function withAll(input: Table, columns: readonly DerivedColumn[]): Promise<Table | undefined> {
  let table: Table | undefined = input;
  for (const { node, build } of columns) {
    const expr = build(table.schema);
    table = expr === undefined ? undefined : await checkedTable(table.frame.withColumns(expr), node);
    if (table === undefined) return undefined;
  }
  return table;
}
