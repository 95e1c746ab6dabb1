import type { DataType } from "@millrace/core";
import {
  checkBoolean,
  checkOptions,
  Date as DateType,
  Datetime,
  InvalidArgumentError,
  OptionError,
  parseIsoMicroseconds,
  utcMilliseconds,
} from "@millrace/core";
import { AggregateExpr, CallExpr, ColumnExpr, LiteralExpr } from "@millrace/plan";
import type { IntoExpr } from "./expr.ts";
import { Expr, toExpr } from "./expr.ts";
import type { Literal } from "./literal-node.ts";
import { literalNode, typedLiteralNode } from "./literal-node.ts";
import { mergeSelections, PLACEHOLDER } from "./selection.ts";

const US_A_DAY = 86_400_000_000n;

/**
 * A column by name. Several names, or "*" for all columns, repeat the expression for each.
 *
 * @example col("heart_rate").mean()
 * @example col("systolic", "diastolic").round(1)
 */
export function col(...names: readonly (string | readonly string[])[]): Expr {
  const flat = names.flat();
  const wrong = flat.find((name) => typeof name !== "string");
  if (wrong !== undefined || flat.length === 0)
    throw new InvalidArgumentError('col takes column names, as in col("age")');
  const [only] = flat;
  if (flat.length > 1) return new Expr(ColumnExpr(PLACEHOLDER), flat);
  return only === PLACEHOLDER ? new Expr(ColumnExpr(PLACEHOLDER), "all") : new Expr(ColumnExpr(only!));
}

/**
 * A constant. Without a type, numbers take the type of the column beside them.
 *
 * @example lit("high")
 * @example lit(5, Int32)
 */
export function lit(value: Literal, type?: DataType): Expr {
  return new Expr(type === undefined ? literalNode(value) : typedLiteralNode(value, type));
}

/**
 * A constant of type Date: ISO text, or year, month (1 to 12) and day.
 *
 * @example date("2024-01-01")
 * @example date(2024, 1, 1)
 */
export function date(year: number | string, month = 1, day = 1): Expr {
  const us =
    typeof year === "string" ? parseIsoMicroseconds(year) : toMicroseconds(utcMilliseconds(year, month, day), 0);
  if (us === undefined || us % US_A_DAY !== 0n) {
    throw new InvalidArgumentError(
      `There is no such day: ${typeof year === "string" ? JSON.stringify(year) : `${year}, ${month}, ${day}`}. Months count from 1`,
    );
  }
  return new Expr(LiteralExpr(us / US_A_DAY, DateType));
}

/**
 * A constant of type Datetime, UTC: ISO text, or year, month (1 to 12), day and time.
 *
 * @example datetime("2024-01-01T08:30")
 * @example datetime(2024, 1, 1, 8, 30)
 */
export function datetime(
  year: number | string,
  month = 1,
  day = 1,
  hour = 0,
  minute = 0,
  second = 0,
  microsecond = 0,
): Expr {
  const us =
    typeof year === "string"
      ? parseIsoMicroseconds(year)
      : toMicroseconds(utcMilliseconds(year, month, day, hour, minute, second), microsecond);
  if (us === undefined) {
    const given = [year, month, day, hour, minute, second].join(", ");
    throw new InvalidArgumentError(
      `There is no such time: ${typeof year === "string" ? JSON.stringify(year) : given}. Months count from 1`,
    );
  }
  return new Expr(LiteralExpr(us, Datetime));
}

function toMicroseconds(ms: number | undefined, microsecond: number): bigint | undefined {
  return ms === undefined ? undefined : BigInt(ms) * 1000n + BigInt(microsecond);
}

/** The number of rows, nulls included, as a column named "len". */
export function len(): Expr {
  return new Expr(AggregateExpr("len", []));
}

/** The first value of the row that is not null. Text names columns. */
export function coalesce(...values: readonly IntoExpr[]): Expr {
  return rowFunction("coalesce", values, {});
}

/**
 * The values of the row as one text. Null where one is null, unless `ignoreNulls`. Text names columns; write lit("…") for
 * the text itself.
 *
 * @example concatStr([lit("USER-"), col("id")]).alias("user")
 */
export function concatStr(
  values: readonly IntoExpr[],
  options: { readonly separator?: string | undefined; readonly ignoreNulls?: boolean | undefined } = {},
): Expr {
  if (!Array.isArray(values))
    throw new InvalidArgumentError('concatStr takes a list, as in concatStr([col("a"), col("b")])');
  checkOptions("concatStr", options, ["separator", "ignoreNulls"], { sep: 'It is called "separator"' });
  const { separator = "", ignoreNulls = false } = options;
  if (typeof separator !== "string") throw new OptionError("concatStr: separator is text", "concatStr", "separator");
  return rowFunction("concatStr", values, {
    separator,
    ignoreNulls: checkBoolean("concatStr", "ignoreNulls", ignoreNulls),
  });
}

function rowFunction(name: string, values: readonly IntoExpr[], options: Record<string, string | boolean>): Expr {
  if (values.length === 0) throw new InvalidArgumentError(`${name} needs at least one value`);
  const operands = values.map((value) => toExpr(value));
  const selection = operands.reduce<Expr["selection"]>((all, operand) => mergeSelections(all, operand.selection), null);
  // Several columns of one col() are all arguments of one call, not a call for each of them.
  if (selection !== null && selection !== "all") {
    const args = operands.flatMap((operand) => spread(operand));
    return new Expr(CallExpr(name, args, options));
  }
  return new Expr(
    CallExpr(
      name,
      operands.map((operand) => operand.node),
      options,
    ),
    selection,
  );
}

function spread(operand: Expr): Expr["node"][] {
  const { node, selection } = operand;
  if (selection === null || selection === "all" || node.kind !== "column") return [node];
  return selection.map((name) => ColumnExpr(name));
}

/** Sum of each column's values. */
export function sum(...columns: readonly string[]): Expr {
  return col(columns).sum();
}

/** Mean of each column's values. */
export function mean(...columns: readonly string[]): Expr {
  return col(columns).mean();
}

/** Least value of each column. */
export function min(...columns: readonly string[]): Expr {
  return col(columns).min();
}

/** Greatest value of each column. */
export function max(...columns: readonly string[]): Expr {
  return col(columns).max();
}

/** How many values of each column are not null. */
export function count(...columns: readonly string[]): Expr {
  return col(columns).count();
}

/** First value of each column. */
export function first(...columns: readonly string[]): Expr {
  return col(columns).first();
}

/** Last value of each column. */
export function last(...columns: readonly string[]): Expr {
  return col(columns).last();
}

/** How many different values each column has; null is one. */
export function nUnique(...columns: readonly string[]): Expr {
  return col(columns).nUnique();
}

/** Median of each column's values. */
export function median(...columns: readonly string[]): Expr {
  return col(columns).median();
}

/** Standard deviation of each column's values, one degree of freedom taken off. */
export function std(...columns: readonly string[]): Expr {
  return col(columns).std();
}

/** Variance of each column's values, one degree of freedom taken off. */
export function variance(...columns: readonly string[]): Expr {
  return col(columns).var();
}
