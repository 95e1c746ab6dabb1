import type { Chunk, ColumnData, Schema } from "@millrace/core";
import { buildStoredColumn, String as StringType, storedColumnReader } from "@millrace/core";
import { catalog } from "@millrace/functions";
import type { LogicalPlan } from "@millrace/plan";
import { schemaOf } from "@millrace/plan";

/** The columns of a plan's result. */
export function outputSchema(plan: LogicalPlan): Schema {
  return schemaOf(plan, catalog);
}

/** Gives categorical columns, which travel as text, their codes and dictionary. */
export function finishChunk(plan: LogicalPlan): (chunk: Chunk) => Chunk {
  const { fields } = outputSchema(plan);
  if (!fields.some((field) => field.type.kind === "categorical")) return (chunk) => chunk;
  return ({ numRows, columns }) => ({
    numRows,
    columns: columns.map((column, i) => (fields[i]?.type.kind === "categorical" ? encode(column, numRows) : column)),
  });
}

function encode(column: ColumnData, numRows: number): ColumnData {
  if (column.dictionary !== null) return column;
  const read = storedColumnReader(StringType, column, numRows);
  const codes = new Uint32Array(new SharedArrayBuffer(Math.max(4, numRows * 4)), 0, numRows);
  const entries = new Map<string, number>();
  for (let row = 0; row < numRows; row++) {
    const text = read(row);
    if (typeof text !== "string") continue;
    let code = entries.get(text);
    if (code === undefined) {
      code = entries.size;
      entries.set(text, code);
    }
    codes[row] = code;
  }
  const dictionary = { numRows: entries.size, column: buildStoredColumn(StringType, [...entries.keys()]) };
  const data = new Uint8Array(codes.buffer, 0, numRows * 4);
  return { validity: column.validity, data, offsets: null, dictionary };
}
