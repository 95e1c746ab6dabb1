// Casts that not every value survives: null where it does not, or an error.

import type { DataType } from "millrace";
import * as m from "millrace";
import { sqlType } from "../oracle/sql-text.ts";
import { dateText, numberText } from "../tables/column-kind.ts";
import type { Term } from "./term.ts";
import { opaque } from "./term.ts";
import type { PlanColumn, TermContext } from "./term-context.ts";
import { isFloat, isInteger } from "./term-context.ts";

const integers = [m.Int8, m.Int16, m.Int32, m.Int64, m.UInt8, m.UInt16, m.UInt32, m.UInt64];
const decimals = [m.Decimal(4, 1), m.Decimal(9, 2), m.Decimal(18, 0), m.Decimal(18, 6), m.Decimal(18, 18)];

/** A cast of a column to a type that may not hold all of its values. */
export function narrowedTerm(context: TermContext, strict: boolean): Term | null {
  const { random } = context;
  const source = context.columnOf((column) => targetsOf(column).length > 0);
  if (source === null) return null;
  const type = random.pick(targetsOf(source));
  context.note(strict ? "cast (strict)" : "cast (or null)");
  const cast = strict ? "cast" : "try_cast";
  // Both round decimals; of floats only the frame cuts the fraction off.
  const whole = isInteger(type) && !isInteger(source.type) && source.type.kind !== "string";
  const value = whole ? `trunc(${source.sql})` : source.sql;
  if (type.kind === "date") {
    const expr = source.expr.str.toDate("%Y-%m-%d", { strict });
    const parse = strict ? "strptime" : "try_strptime";
    return { ...opaque(type), expr, sql: `cast(${parse}(${source.sql}, '%Y-%m-%d') as date)` };
  }
  return { ...opaque(type), expr: source.expr.cast(type, { strict }), sql: `${cast}(${value} as ${sqlType(type)})` };
}

function targetsOf({ type, draw, fuzzy }: PlanColumn | Term): readonly DataType[] {
  if (fuzzy) return [];
  if (isInteger(type)) return [...integers, ...decimals];
  if (isFloat(type)) return integers;
  if (type.kind === "decimal") {
    return type.precision > 18 ? [] : [...integers, ...decimals.filter((to) => scaleOf(to) >= type.scale)];
  }
  if (draw === numberText.draw) return [...integers, m.Float64, m.Decimal(18, 2)];
  return draw === dateText.draw ? [m.Date] : [];
}

function scaleOf(type: DataType): number {
  return type.kind === "decimal" ? type.scale : 0;
}
