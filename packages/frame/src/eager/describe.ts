import type { ColumnData, DataType, FrameData } from "@millrace/core";
import {
  buildColumn,
  columnReader,
  decimalText,
  Field,
  Float64,
  frameFromColumns,
  isNumeric,
  Schema,
  String as StringType,
  storedColumnReader,
} from "@millrace/core";
import { formatValue } from "../table/format-value.ts";

const statistics = ["count", "null_count", "mean", "std", "min", "25%", "50%", "75%", "max"] as const;

type Summary = Record<(typeof statistics)[number], number | string | null>;

/**
 * Count, null count, mean, standard deviation, least value, quartiles (nearest rank) and greatest value of each column. Columns
 * without arithmetic are described by text.
 */
export function describeFrame(frame: FrameData): FrameData {
  const fields: Field[] = [Field("statistic", StringType, false)];
  const columns: ColumnData[] = [buildColumn("statistic", StringType, statistics)];
  for (const [i, { name, type }] of frame.schema.fields.entries()) {
    const numeric = isNumeric(type) || type.kind === "boolean";
    const summary = numeric ? summarizeNumbers(frame, i, type) : summarizeValues(frame, i, type);
    const resultType = numeric ? Float64 : StringType;
    const values = statistics.map((statistic) => {
      const value = summary[statistic];
      return numeric || value === null ? value : `${value}`;
    });
    fields.push(Field(name, resultType));
    columns.push(buildColumn(name, resultType, values));
  }
  return frameFromColumns(Schema(fields), columns, statistics.length);
}

function summarizeNumbers(frame: FrameData, index: number, type: DataType): Summary {
  const values = new Float64Array(frame.numRows);
  let count = 0;
  for (const chunk of frame.chunks) {
    const read = storedColumnReader(type, chunk.columns[index]!, chunk.numRows);
    for (let row = 0; row < chunk.numRows; row++) {
      const value = read(row);
      if (value === null) continue;
      values[count++] = type.kind === "decimal" ? Number(decimalText(value as bigint, type.scale)) : Number(value);
    }
  }
  const sorted = values.subarray(0, count).sort();
  const mean = sorted.reduce((sum, value) => sum + value, 0) / count;
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const rank = (q: number): number | null => sorted[Math.round(q * (count - 1))] ?? null;
  return {
    count,
    null_count: frame.numRows - count,
    mean: count === 0 ? null : mean,
    std: count < 2 || type.kind === "boolean" ? null : Math.sqrt(squares / (count - 1)),
    min: rank(0),
    "25%": type.kind === "boolean" ? null : rank(0.25),
    "50%": type.kind === "boolean" ? null : rank(0.5),
    "75%": type.kind === "boolean" ? null : rank(0.75),
    max: rank(1),
  };
}

function summarizeValues(frame: FrameData, index: number, type: DataType): Summary {
  let count = 0;
  let min: string | number | Date | null = null;
  let max: string | number | Date | null = null;
  for (const chunk of frame.chunks) {
    const read = columnReader(type, chunk.columns[index]!, chunk.numRows);
    for (let row = 0; row < chunk.numRows; row++) {
      const value = read(row) as string | Date | null;
      if (value === null) continue;
      count++;
      if (min === null || value < min) min = value;
      if (max === null || value > max) max = value;
    }
  }
  const text = (value: string | number | Date | null): string | null =>
    value === null ? null : formatValue(value, type);
  const nothing = { mean: null, std: null, "25%": null, "50%": null, "75%": null };
  return { count, null_count: frame.numRows - count, ...nothing, min: text(min), max: text(max) };
}
