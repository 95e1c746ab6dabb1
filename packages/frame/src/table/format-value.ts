import type { ColumnValue, DataType } from "@millrace/core";
import { dayOf, dayText, microsecondsOf, microsecondsText } from "@millrace/core";

/** Digits after the point that a printed float has at most. */
const FLOAT_DECIMALS = 6;
/** From here on, and below its inverse, floats are printed with an exponent. */
const LARGE_FLOAT = 1e15;
const SMALL_FLOAT = 1e-5;

/** A value as a table shows it. Control characters of text are escaped. */
export function formatValue(value: ColumnValue, type: DataType): string {
  if (value === null) return "null";
  if (typeof value === "string") return escapeControls(value);
  if (value instanceof Date) {
    return type.kind === "date" ? dayText(dayOf(value)) : microsecondsText(microsecondsOf(value));
  }
  return typeof value === "number" && (type.kind === "float64" || type.kind === "float32")
    ? formatFloat(value)
    : `${value}`;
}

function formatFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Number.isInteger(value) && Math.abs(value) < LARGE_FLOAT) return value.toFixed(1);
  const magnitude = Math.abs(value);
  if (magnitude >= LARGE_FLOAT || magnitude < SMALL_FLOAT)
    return value.toExponential(FLOAT_DECIMALS).replace(/\.?0+e/, "e");
  return value.toFixed(FLOAT_DECIMALS).replace(/(\.\d+?)0+$/, "$1");
}

function escapeControls(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]/g, (character) => JSON.stringify(character).slice(1, -1));
}
