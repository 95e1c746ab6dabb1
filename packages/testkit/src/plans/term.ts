import type { DataType, Expr } from "millrace";
import { lit } from "millrace";
import { quoted, sqlType } from "../oracle/sql-text.ts";
import type { Random } from "../random.ts";
import type { ColumnKind, ValueRange } from "../tables/column-kind.ts";

/** What is known of the values of an expression or column. */
export interface TermFacts extends ValueRange {
  readonly type: DataType;
  /** The engines may differ in the last digits, so that nothing may be decided by the value. */
  readonly fuzzy: boolean;
}

/** One expression in both languages. */
export interface Term extends TermFacts {
  readonly expr: Expr;
  readonly sql: string;
  /** Of a column: draws a value such as it may hold. */
  readonly draw?: ColumnKind["draw"];
}

/** Facts of values that nothing is computed with. */
export function opaque(type: DataType): TermFacts {
  return { type, bound: null, exact: true, fuzzy: false };
}

/** A constant of the type: SQL with a cast, in the frame with or without the type. */
export function literal(type: DataType, value: boolean | number | bigint | string, random: Random): Term {
  const facts = { ...opaque(type), bound: typeof value === "bigint" ? (value < 0n ? -value : value) : null };
  switch (type.kind) {
    case "boolean":
      return { ...facts, expr: lit(value), sql: String(value) };
    case "string":
      // Half of a surrogate pair is no character: it becomes the replacement character.
      return { ...facts, expr: lit(String(value).replaceAll("\u{fffd}", "\u{d83d}")), sql: quoted(String(value)) };
    case "date":
    case "datetime": {
      const ms = type.kind === "date" ? BigInt(value) * 86_400_000n : BigInt(value) / 1000n;
      const iso = new Date(Number(ms)).toISOString();
      const text = type.kind === "date" ? iso.slice(0, 10) : iso.slice(0, 23);
      return {
        ...facts,
        expr: lit(new Date(`${text}${type.kind === "date" ? "T00:00:00" : ""}Z`), type),
        sql: `${sqlType(type)} '${text}'`,
      };
    }
    case "decimal": {
      const text = unscaledText(BigInt(value), type.scale);
      return { ...facts, expr: lit(text, type), sql: `cast('${text}' as ${sqlType(type)})` };
    }
    case "float32":
    case "float64": {
      // A whole number without a type is an integer.
      const typed = type.kind === "float32" || Number.isSafeInteger(value) || random.chance(0.5);
      const expr = typed ? lit(Number(value), type) : lit(Number(value));
      return { ...facts, expr, sql: `cast('${value}' as ${sqlType(type)})` };
    }
    default: {
      const plain = typeof value === "bigint" && Number.isSafeInteger(Number(value)) ? Number(value) : value;
      return {
        ...facts,
        expr: random.chance(0.5) ? lit(value, type) : lit(plain),
        sql: `cast(${value} as ${sqlType(type)})`,
      };
    }
  }
}

function unscaledText(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  const sign = value < 0n ? "-" : "";
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
