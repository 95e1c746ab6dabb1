import { isAscii } from "node:buffer";
import type { ColumnData } from "../frame-data.ts";
import type { DataType } from "../types.ts";
import { countBits, getBit } from "./bitmap.ts";
import { dateOfDay, dateOfMicroseconds } from "./calendar.ts";
import type { ColumnValue, StoredValue } from "./column-value.ts";
import { decimalText } from "./decimal-text.ts";
import { storedArray, storedWords } from "./storage.ts";

/** Strings are decoded in blocks of so many rows: one decode for many values, and little work for a few. */
const BLOCK_ROWS = 1024;

/**
 * A function that returns the value of a row. The way of reading is chosen here, once, not for each value.
 * Rows are not checked against the column's length.
 */
export function columnReader(type: DataType, column: ColumnData, numRows: number): (row: number) => ColumnValue {
  const read = storedColumnReader(type, column, numRows);
  switch (type.kind) {
    case "date":
      return mapped(read, (value) => dateOfDay(value as number));
    case "datetime":
      return mapped(read, (value) => dateOfMicroseconds(value as bigint));
    case "decimal":
      return mapped(read, (value) => decimalText(value as bigint, type.scale));
    default:
      return read;
  }
}

/** As columnReader, for values as they are stored: days, microseconds and unscaled decimals. */
export function storedColumnReader(type: DataType, column: ColumnData, numRows: number): (row: number) => StoredValue {
  const read = valueReader(type, column, numRows);
  const { validity } = column;
  if (validity === null) return read;
  return (row) => (getBit(validity, row) ? read(row) : null);
}

function mapped(
  read: (row: number) => StoredValue,
  map: (value: StoredValue) => ColumnValue,
): (row: number) => ColumnValue {
  return (row) => {
    const value = read(row);
    return value === null ? null : map(value);
  };
}

/** Reads without regard to validity. */
function valueReader(type: DataType, column: ColumnData, numRows: number): (row: number) => StoredValue {
  switch (type.kind) {
    case "null":
      return () => null;
    case "boolean":
      return (row) => getBit(column.data, row);
    case "string":
      return stringReader(column, numRows);
    case "categorical":
      return categoryReader(type, column, numRows);
    case "decimal": {
      const values = storedArray(type, column, numRows);
      return values === undefined ? wordsReader(column, numRows) : (row) => values[row]!;
    }
    default: {
      const values = storedArray(type, column, numRows)!;
      return (row) => values[row]!;
    }
  }
}

function wordsReader(column: ColumnData, numRows: number): (row: number) => bigint {
  const words = storedWords(column, numRows);
  return (row) => (words[row * 2 + 1]! << 64n) | BigInt.asUintN(64, words[row * 2]!);
}

function categoryReader(type: DataType, column: ColumnData, numRows: number): (row: number) => StoredValue {
  const codes = storedArray(type, column, numRows)!;
  const dictionary = column.dictionary!;
  const read = storedColumnReader({ kind: "string" }, dictionary.column, dictionary.numRows);
  const decoded: StoredValue[] = [];
  return (row) => {
    const code = codes[row] as number;
    decoded[code] ??= read(code);
    return decoded[code];
  };
}

/** Decodes a block of strings at once and cuts the values out of it; blocks that are not all ASCII value by value. */
function stringReader(column: ColumnData, numRows: number): (row: number) => string {
  const { data } = column;
  const offsets = column.offsets!;
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  let block = -1;
  let text: string | null = "";
  let start = 0;
  return (row) => {
    const wanted = (row / BLOCK_ROWS) | 0;
    if (wanted !== block) {
      block = wanted;
      start = offsets[wanted * BLOCK_ROWS]!;
      const end = offsets[Math.min((wanted + 1) * BLOCK_ROWS, numRows)]!;
      const blockBytes = bytes.subarray(start, end);
      text = isAscii(blockBytes) ? blockBytes.toString("latin1") : null;
    }
    const from = offsets[row]!;
    const to = offsets[row + 1]!;
    return text === null ? bytes.toString("utf8", from, to) : text.slice(from - start, to - start);
  };
}

/** How many values of the column are null. */
export function nullCount(type: DataType, column: ColumnData, numRows: number): number {
  if (type.kind === "null") return numRows;
  return column.validity === null ? 0 : numRows - countBits(column.validity, numRows);
}
