import {
  f32,
  f64,
  i32,
  i64,
  i128IsNegative,
  i128Neg,
  only,
  selectNode,
  valueOf,
  wideDecimal,
} from "@millrace/compiler";
import { Int64, isInteger } from "@millrace/core";
import { isSigned } from "@millrace/plan";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { wrapTo } from "./emit.ts";
import { resolveUnary } from "./resolve.ts";

/** The definition of `abs`. */
export const abs: ScalarFunction = {
  name: "abs",
  sqlNames: ["abs"],
  doc: "The magnitude; the least integer of a type stays as it is.",
  example: { args: [arg(-5n, Int64)], result: 5n },
  properties: strictProperties,
  nullPolicy: "propagate",
  resolve: (args) => resolveUnary("abs", args),
  emit({ type, scope }, [value]) {
    if (type.kind === "null") return scope.literal(null, type);
    if (isInteger(type) && !isSigned(type)) return value!;
    const { layout } = value!;
    const { f } = scope;
    if (layout === "i128") {
      const wide = wideDecimal(scope, value!);
      const negative = f.memo(i128IsNegative(wide), "negative");
      const [low, high] = i128Neg(f, wide);
      return valueOf(type, [selectNode(negative, low, wide[0]), selectNode(negative, high, wide[1])]);
    }
    const part = f.memo(only(value!), "value");
    if (layout === "f32") return valueOf(type, [f32.abs(part)]);
    if (layout === "f64") return valueOf(type, [f64.abs(part)]);
    if (layout === "i64") {
      const negated = i64.sub(i64.const(0n), part);
      return valueOf(type, [i64.select(i64.ltS(part, i64.const(0n)), negated, part)]);
    }
    const negated = i32.sub(i32.const(0), part);
    return valueOf(type, [wrapTo(layout, i32.select(i32.ltS(part, i32.const(0)), negated, part))]);
  },
};
