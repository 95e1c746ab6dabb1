// Random numbers: integers and floats that neither overflow nor round, decimals, and what is rounded last.

import type { DataType } from "millrace";
import * as m from "millrace";
import { sqlType } from "../oracle/sql-text.ts";
import type { Term } from "./term.ts";
import { literal, opaque } from "./term.ts";
import type { TermContext } from "./term-context.ts";
import { isFloat, isInteger } from "./term-context.ts";

/** Integers beyond this magnitude are not computed with any more. */
const INTEGER_LIMIT = 2n ** 52n;
/** Exact floats are multiples of 1/8 up to here, so that products of three stay exact. */
const FLOAT_LIMIT = 2n ** 20n;

/** An Int64 term of known bound. */
export function integerTerm(context: TermContext, depth: number): Term | null {
  const leaf = (): Term | null => integerLeaf(context);
  if (depth <= 0) return leaf();
  return context.first([
    leaf,
    () => arithmetic(context, depth, (d) => integerTerm(context, d), INTEGER_LIMIT),
    () => arithmetic(context, depth, (d) => integerTerm(context, d), INTEGER_LIMIT),
    () => floorDivision(context, depth),
    () => sign(context, integerTerm(context, depth - 1)),
    () => clip(context, integerTerm(context, depth - 1)),
    () => textLength(context),
    () => datePart(context),
    () => floored(context, depth),
  ]);
}

function integerLeaf(context: TermContext): Term | null {
  const column = context.columnOf(({ type, bound, fuzzy }) => isInteger(type) && bound !== null && !fuzzy);
  if (column === null || context.random.chance(0.1)) {
    return literal(m.Int64, BigInt(context.random.int(-9, 9)), context.random);
  }
  return column.type.kind === "int64" ? column : context.cast(column, m.Int64);
}

function floatLeaf(context: TermContext): Term | null {
  const column = context.columnOf(({ type, exact, bound }) => isFloat(type) && exact && bound !== null);
  if (column === null || context.random.chance(0.15)) {
    return { ...literal(m.Float64, context.random.int(-40, 40) / 8 + 0.125, context.random), bound: 6n };
  }
  return column.type.kind === "float64" ? column : context.cast(column, m.Float64);
}

/** A Float64 term: exact, or a quotient. */
export function floatTerm(context: TermContext, depth: number): Term | null {
  if (depth <= 0) return floatLeaf(context);
  return context.first([
    () => exactFloat(context, depth),
    () => exactFloat(context, depth),
    () => quotient(context, depth),
    () => context.columnOf(({ type }) => isFloat(type)),
    () => rounded(context, depth),
  ]);
}

/** A Float64 term without rounding. */
export function exactFloat(context: TermContext, depth: number): Term | null {
  if (depth <= 0) return floatLeaf(context);
  return context.first([
    () => floatLeaf(context),
    () => arithmetic(context, depth, (d) => exactFloat(context, d), FLOAT_LIMIT),
    () => sign(context, exactFloat(context, depth - 1)),
    () => clip(context, exactFloat(context, depth - 1)),
  ]);
}

/** A decimal term. */
export function decimalTerm(context: TermContext, depth: number): Term | null {
  const leaf = context.columnOf(({ type, bound }) => type.kind === "decimal" && bound !== null);
  if (leaf === null || depth <= 0) return leaf;
  const other = context.random.chance(0.2) ? decimalConstant(context) : decimalTerm(context, depth - 1);
  if (other === null) return leaf;
  if (context.random.chance(0.4)) return decimalProduct(context, leaf, other) ?? leaf;
  const operator = context.random.pick(["add", "sub"] as const);
  const [a, b] = [decimalOf(leaf.type), decimalOf(other.type)];
  const scale = Math.max(a.scale, b.scale);
  const precision = Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1;
  if (precision > 37) return leaf;
  const rescaled = (term: Term, own: number): bigint => (term.bound ?? 0n) * 10n ** BigInt(scale - own);
  const bound = rescaled(leaf, a.scale) + rescaled(other, b.scale);
  // DuckDB keeps sums of decimals of up to 18 digits at 18.
  if (precision <= 19 && bound >= 10n ** 17n) return leaf;
  if (bound >= 10n ** 36n) return leaf;
  context.note(operator);
  const sql = `(${leaf.sql} ${operator === "add" ? "+" : "-"} ${other.sql})`;
  return { ...opaque(m.Decimal(precision, scale)), bound, expr: leaf.expr[operator](other.expr), sql };
}

function arithmetic(
  context: TermContext,
  depth: number,
  operand: (depth: number) => Term | null,
  limit: bigint,
): Term | null {
  const [a, b] = [operand(depth - 1), operand(depth - 2)];
  if (a === null || b === null || a.bound === null || b.bound === null) return null;
  const operator = context.random.pick(["add", "sub", "mul"] as const);
  const bound = operator === "mul" ? a.bound * b.bound : a.bound + b.bound;
  if (bound > limit || (operator === "mul" && isFloat(a.type) && depth > 1)) return a;
  context.note(operator);
  const exact = a.exact && b.exact && !(operator === "mul" && isFloat(a.type));
  const sign = { add: "+", sub: "-", mul: "*" }[operator];
  const facts = { type: a.type, bound: exact ? bound : null, exact, fuzzy: false };
  return { ...facts, expr: a.expr[operator](b.expr), sql: `(${a.sql} ${sign} ${b.sql})` };
}

function floorDivision(context: TermContext, depth: number): Term | null {
  const [a, b] = [integerTerm(context, depth - 1), integerTerm(context, 0)];
  if (a === null || b === null || a.bound === null || b.bound === null) return null;
  const operator = context.random.pick(["floorDiv", "mod"] as const);
  context.note(operator);
  const adjust = `(${a.sql} % ${b.sql} <> 0 and (${a.sql} < 0) <> (${b.sql} < 0))`;
  const value =
    operator === "floorDiv"
      ? `${a.sql} // ${b.sql} - if(${adjust}, 1, 0)`
      : `${a.sql} % ${b.sql} + if(${adjust}, ${b.sql}, 0)`;
  const sql = `(case when ${b.sql} <> 0 then ${value} end)`;
  return { ...a, bound: operator === "mod" ? b.bound : a.bound + 1n, expr: a.expr[operator](b.expr), sql };
}

function sign(context: TermContext, a: Term | null): Term | null {
  if (a === null) return null;
  const operator = context.random.pick(["neg", "abs"] as const);
  // The sign of a zero would show in quotients.
  if (isFloat(a.type) && operator === "neg") return a;
  context.note(operator);
  return { ...a, expr: a.expr[operator](), sql: operator === "neg" ? `(-${a.sql})` : `abs(${a.sql})` };
}

function clip(context: TermContext, a: Term | null): Term | null {
  if (a === null || a.bound === null) return null;
  context.note("clip");
  const low = context.random.int(-6, 0);
  const high = context.random.int(0, 6);
  const type = sqlType(a.type);
  const sql = `(case when ${a.sql} < ${low} then cast(${low} as ${type}) when ${a.sql} > ${high} then cast(${high} as ${type}) else ${a.sql} end)`;
  return { ...a, expr: a.expr.clip(low, high), sql };
}

function quotient(context: TermContext, depth: number): Term | null {
  const [a, b] = context.random.chance(0.5)
    ? [integerTerm(context, depth - 1), integerTerm(context, 0)]
    : [exactFloat(context, depth - 1), floatLeaf(context)];
  if (a === null || b === null) return null;
  context.note("div");
  const sql = `(cast(${a.sql} as double) / cast(${b.sql} as double))`;
  return { ...opaque(m.Float64), exact: false, expr: a.expr.div(b.expr), sql };
}

function rounded(context: TermContext, depth: number): Term | null {
  const a = exactFloat(context, depth - 1);
  if (a === null) return null;
  const operator = context.random.pick(["round", "floor", "ceil", "sqrt"] as const);
  context.note(operator);
  if (operator === "sqrt") {
    return { ...opaque(m.Float64), exact: false, expr: a.expr.abs().sqrt(), sql: `sqrt(abs(${a.sql}))` };
  }
  const sql = operator === "round" ? `round_even(${a.sql}, 0)` : `${operator}(${a.sql})`;
  return { ...a, expr: a.expr[operator](), sql };
}

function floored(context: TermContext, depth: number): Term | null {
  const a = exactFloat(context, depth - 1);
  if (a === null || a.bound === null) return null;
  context.note("floor");
  return context.cast({ ...a, expr: a.expr.floor(), sql: `floor(${a.sql})`, bound: a.bound + 1n }, m.Int64);
}

function textLength(context: TermContext): Term | null {
  const text = context.textColumn();
  if (text === null) return null;
  const operator = context.random.pick(["lenChars", "lenBytes"] as const);
  context.note(operator);
  const sql = `${operator === "lenChars" ? "length" : "strlen"}(${text.sql})`;
  return context.cast({ ...opaque(m.UInt32), bound: 5000n, expr: text.expr.str[operator](), sql }, m.Int64);
}

function datePart(context: TermContext): Term | null {
  const source = context.columnOf(({ type }) => type.kind === "date" || type.kind === "datetime");
  if (source === null) return null;
  const parts = [
    "year",
    "month",
    "day",
    "weekday",
    ...(source.type.kind === "datetime" ? ["hour", "minute", "second"] : []),
  ];
  const part = context.random.pick(parts) as "year" | "hour";
  context.note(part);
  const sql = `${(part as string) === "weekday" ? "isodow" : part}(${source.sql})`;
  return context.cast({ ...opaque(m.Int32), bound: 10_000n, expr: source.expr.dt[part](), sql }, m.Int64);
}

function decimalConstant(context: TermContext): Term {
  return { ...literal(m.Decimal(3, 2), BigInt(context.random.int(-150, 150)), context.random), bound: 150n };
}

/** Products have the digits of both factors together; null where those are too many. */
function decimalProduct(context: TermContext, left: Term, right: Term): Term | null {
  const [a, b] = [decimalOf(left.type), decimalOf(right.type)];
  // DuckDB keeps products of decimals of up to 18 digits at 18, too.
  const wide = Math.max(19, a.precision);
  if (left.bound === null || right.bound === null || wide + b.precision > 38) return null;
  context.note("mul");
  const type = m.Decimal(a.precision + b.precision, a.scale + b.scale);
  const facts = { ...opaque(type), bound: left.bound * right.bound };
  return {
    ...facts,
    expr: left.expr.mul(right.expr),
    sql: `(cast(${left.sql} as decimal(${wide}, ${a.scale})) * ${right.sql})`,
  };
}

function decimalOf(type: DataType): { readonly precision: number; readonly scale: number } {
  if (type.kind !== "decimal") throw new RangeError(`Not a decimal: ${type.kind}`);
  return type;
}
