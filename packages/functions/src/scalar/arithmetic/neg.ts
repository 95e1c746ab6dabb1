import { f32, f64, i32, i64, i128Neg, only, valueOf, wideDecimal } from "@millrace/compiler";
import { Int64, isInteger } from "@millrace/core";
import { isSigned } from "@millrace/plan";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { mismatch } from "../../resolve.ts";
import { wrapTo } from "./emit.ts";
import { resolveUnary } from "./resolve.ts";

/** The definition of `neg`. */
export const neg: ScalarFunction = {
  name: "neg",
  sqlNames: [],
  doc: "The value with the other sign; the least integer of a type stays as it is. Not for unsigned integers.",
  example: { args: [arg(5n, Int64)], result: -5n },
  properties: strictProperties,
  nullPolicy: "propagate",
  resolve(args) {
    const call = resolveUnary("neg", args);
    if (isInteger(call.result) && !isSigned(call.result)) mismatch("neg", args, "Cast to a signed integer first");
    return call;
  },
  emit({ type, scope }, [value]) {
    if (type.kind === "null") return scope.literal(null, type);
    const { layout } = value!;
    if (layout === "i128") return valueOf(type, i128Neg(scope.f, wideDecimal(scope, value!)));
    const part = only(value!);
    if (layout === "f32") return valueOf(type, [f32.neg(part)]);
    if (layout === "f64") return valueOf(type, [f64.neg(part)]);
    if (layout === "i64") return valueOf(type, [i64.sub(i64.const(0n), part)]);
    return valueOf(type, [wrapTo(layout, i32.sub(i32.const(0), part))]);
  },
};
