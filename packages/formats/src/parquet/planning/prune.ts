import type { LiteralValue } from "@millrace/plan";
import type { PruneTest } from "../../format.ts";
import type { Bounds } from "./bounds.ts";
import { compareBounds, literalBound } from "./bounds.ts";

/**
 * Whether rows with these bounds cannot pass the test. Bounds of floats leave NaN out, and NaN is after every number: so a
 * float's upper bound proves nothing for `gt` and `ge`, and its bounds nothing for `ne`.
 */
export function excludes(test: PruneTest, bounds: Bounds): boolean {
  const { nullCount, rows } = bounds;
  if (test.op === "isNull") return nullCount === 0;
  if (nullCount !== null && nullCount >= rows) return true;
  if (test.op === "isNotNull") return false;
  return test.values.every((value) => excludesValue(test.op, value, bounds));
}

const complements: Readonly<Partial<Record<PruneTest["op"], PruneTest["op"]>>> = {
  eq: "ne",
  ne: "eq",
  lt: "ge",
  ge: "lt",
  gt: "le",
  le: "gt",
};

/** Whether all rows with these bounds pass the test: nothing within them can be pruned. */
export function includesAll(test: PruneTest, bounds: Bounds): boolean {
  if (bounds.nullCount !== 0) return false;
  if (test.op === "isNotNull") return true;
  const op = complements[test.op];
  return op !== undefined && test.values.length === 1 && excludes({ ...test, op }, bounds);
}

function excludesValue(op: PruneTest["op"], value: LiteralValue, { min, max }: Bounds): boolean {
  // A comparison with null is never true.
  if (value === null) return true;
  const like = min ?? max;
  if (like === null) return false;
  const literal = literalBound(value, like);
  if (literal === null) return false;
  const mayBeNaN = typeof like === "number";
  const belowMin = min !== null && compareBounds(literal, min) < 0;
  const aboveMax = max !== null && compareBounds(literal, max) > 0;
  switch (op) {
    case "eq":
    case "in":
      return belowMin || aboveMax;
    case "lt":
      return min !== null && compareBounds(min, literal) >= 0;
    case "le":
      return belowMin;
    case "gt":
      return !mayBeNaN && max !== null && compareBounds(max, literal) <= 0;
    case "ge":
      return !mayBeNaN && aboveMax;
    case "ne":
      return (
        !mayBeNaN &&
        min !== null &&
        max !== null &&
        compareBounds(min, literal) === 0 &&
        compareBounds(max, literal) === 0
      );
    default:
      return false;
  }
}
