// Arithmetic over all values of a type: integers that wrap around, floats that become infinite or NaN.

import * as m from "millrace";
import { sqlType } from "../oracle/sql-text.ts";
import type { Term } from "./term.ts";
import { opaque } from "./term.ts";
import type { TermContext } from "./term-context.ts";
import { isFloat, isInteger } from "./term-context.ts";

const signs = { add: "+", sub: "-", mul: "*" } as const;

/** Arithmetic of two integer columns of one type, or of a column and its own values. */
export function wrappingTerm(context: TermContext): Term | null {
  const { random } = context;
  const a = context.columnOf(({ type, fuzzy }) => isInteger(type) && !fuzzy);
  if (a === null) return null;
  const b = random.chance(0.5)
    ? context.constant(a)
    : context.columnOf(({ type, fuzzy }) => m.sameType(type, a.type) && !fuzzy);
  if (b === null) return null;
  const bits = Number(/\d+/.exec(a.type.kind)![0]);
  const signed = a.type.kind.startsWith("int");
  const operators = ["add", "sub", "floorDiv", "mod", "neg", "abs"] as const;
  // Products of two UInt64 do not fit DuckDB's widest integer.
  const operator = random.pick(
    bits === 64 && !signed ? operators.slice(0, 4) : ([...operators, "mul", "mul"] as const),
  );
  context.note(`${operator} (wrapping)`);
  const [x, y] = [`${a.sql}::hugeint`, `${b.sql}::hugeint`];
  const adjust = `(${x} % ${y} <> 0 and (${x} < 0) <> (${y} < 0))`;
  if (operator === "neg" || operator === "abs") {
    // Neither is defined for unsigned integers in the same way everywhere.
    if (!signed) return null;
    return {
      ...opaque(a.type),
      expr: a.expr[operator](),
      sql: wrapped(operator === "neg" ? `-(${x})` : `abs(${x})`, a, bits),
    };
  }
  const expr = a.expr[operator](b.expr);
  if (operator === "floorDiv") {
    return {
      ...opaque(a.type),
      expr,
      sql: `(case when ${y} <> 0 then ${wrapped(`${x} // ${y} - if(${adjust}, 1, 0)`, a, bits)} end)`,
    };
  }
  if (operator === "mod") {
    return {
      ...opaque(a.type),
      expr,
      sql: `(case when ${y} <> 0 then ${wrapped(`${x} % ${y} + if(${adjust}, ${y}, 0)`, a, bits)} end)`,
    };
  }
  return { ...opaque(a.type), expr, sql: wrapped(`${x} ${signs[operator]} ${y}`, a, bits) };
}

function wrapped(sql: string, { type }: Term, bits: number): string {
  const half = type.kind.startsWith("int") ? 1n << BigInt(bits - 1) : 0n;
  const size = `${1n << BigInt(bits)}::hugeint`;
  return `cast(((${sql} + ${half}::hugeint) % ${size} + ${size}) % ${size} - ${half}::hugeint as ${sqlType(type)})`;
}

/** Arithmetic of two float columns of one type, whatever they hold. */
export function wildTerm(context: TermContext): Term | null {
  const { random } = context;
  const a = context.columnOf(({ type, fuzzy }) => isFloat(type) && !fuzzy);
  if (a === null) return null;
  const b = random.chance(0.5)
    ? context.constant(a)
    : context.columnOf(({ type, fuzzy }) => m.sameType(type, a.type) && !fuzzy);
  if (b === null) return null;
  const operator = random.pick(["add", "sub", "mul"] as const);
  context.note(`${operator} (any floats)`);
  const expr = a.expr[operator](b.expr);
  return { ...opaque(a.type), exact: false, expr, sql: `(${a.sql} ${signs[operator]} ${b.sql})` };
}
