// One form for the rows of both engines, so that they can be compared value by value.

import type { DuckDBValue } from "@duckdb/node-api";
import { DuckDBDateValue, DuckDBDecimalValue, DuckDBTimestampValue } from "@duckdb/node-api";
import type { FrameData } from "@millrace/core";
import { fieldNames, storedColumnReader } from "@millrace/core";
import type { DataFrame, DataType } from "millrace";

/** A value: integers are bigints, floats numbers, decimals, dates and times text with a prefix. */
export type AnswerValue = null | boolean | number | bigint | string;

/** Rows in their order. */
export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly AnswerValue[])[];
}

/** The rows of a frame. */
export function answerOfFrame(frame: DataFrame): Answer {
  return answerOfData(frame.data);
}

/** The rows of a frame's data. */
export function answerOfData({ schema, chunks }: FrameData): Answer {
  const rows: AnswerValue[][] = [];
  const types = schema.fields.map((field) => field.type);
  for (const chunk of chunks) {
    const readers = types.map((type, i) => storedColumnReader(type, chunk.columns[i]!, chunk.numRows));
    for (let row = 0; row < chunk.numRows; row++) rows.push(types.map((type, i) => plain(type, readers[i]!(row))));
  }
  return { columns: fieldNames(schema), rows };
}

function plain(type: DataType, value: boolean | number | bigint | string | null): AnswerValue {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  switch (type.kind) {
    case "float32":
    case "float64":
      return Number(value);
    case "decimal":
      return decimalText(BigInt(value), type.scale);
    case "date":
      return `date ${value}`;
    case "datetime":
      return `time ${value}`;
    default:
      return BigInt(value);
  }
}

/** The value of a DuckDB result; `isFloat` tells floats from integers that JavaScript reads alike. */
export function answerOfDuckdb(value: DuckDBValue, isFloat: boolean): AnswerValue {
  if (value === null || typeof value === "boolean" || typeof value === "string" || typeof value === "bigint")
    return value;
  if (typeof value === "number") return isFloat ? value : BigInt(value);
  if (value instanceof DuckDBDecimalValue) return decimalText(value.value, value.scale);
  if (value instanceof DuckDBDateValue) return `date ${value.days}`;
  if (value instanceof DuckDBTimestampValue) return `time ${value.micros}`;
  throw new TypeError(`No answer holds a value such as ${String(value)}`);
}

/** Decimals of different scales agree when their values do. */
function decimalText(unscaled: bigint, scale: number): string {
  let [value, digits] = [unscaled, scale];
  while (digits > 0 && value % 10n === 0n) {
    value /= 10n;
    digits--;
  }
  return `decimal ${value}e-${digits}`;
}
