import type { DataType } from "@millrace/core";
import type { LiteralValue } from "../expr/expr.ts";
import { decimalText } from "../types/decimal-text.ts";

const MS_A_DAY = 86_400_000;
const MICROSECONDS_A_SECOND = 1_000_000n;

/** The largest number of days from 1970 that the ISO printing of the language reaches. */
const ISO_DAYS = 100_000_000n;

function dateText(days: bigint): string {
  if (days > ISO_DAYS || days < -ISO_DAYS) return `${days} days`;
  return new Date(Number(days) * MS_A_DAY).toISOString().split("T")[0] ?? "";
}

function datetimeText(microseconds: bigint): string {
  const fraction = ((microseconds % MICROSECONDS_A_SECOND) + MICROSECONDS_A_SECOND) % MICROSECONDS_A_SECOND;
  const seconds = (microseconds - fraction) / MICROSECONDS_A_SECOND;
  if (seconds > ISO_DAYS * 86_400n || seconds < -ISO_DAYS * 86_400n) return `${microseconds} us`;
  const text = new Date(Number(seconds) * 1000).toISOString().replace(/\.000Z$/, "");
  return fraction === 0n ? text : `${text}.${String(fraction).padStart(6, "0").replace(/0+$/, "")}`;
}

/** A literal as a reader expects it: quoted text, ISO dates, decimals with their point. */
export function literalText(value: LiteralValue, type: DataType): string {
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "bigint") return Object.is(value, -0) ? "-0" : String(value);
  if (type.kind === "date") return dateText(value);
  if (type.kind === "datetime") return datetimeText(value);
  return type.kind === "decimal" ? decimalText(value, type.scale) : String(value);
}
