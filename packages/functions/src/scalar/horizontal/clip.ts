import type { CompiledValue, EmitContext, Node } from "@millrace/compiler";
import { emitComparison, f32, f64, i32, keepValue, selectNode, valueOf } from "@millrace/compiler";
import { Int64, isText } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, tolerantProperties } from "../../definition.ts";
import { checkCount, mismatch, sharedType } from "../../resolve.ts";

/** 0 for NaN, which no bound changes. */
function isNumber({ layout, parts }: CompiledValue): Node {
  const [part] = parts;
  if (layout === "f64") return f64.eq(part!, part!);
  return layout === "f32" ? f32.eq(part!, part!) : i32.const(1);
}

/** The bound where the value lies beyond it; a null bound does nothing, and NaN stays. */
function bounded(
  { scope, type }: EmitContext,
  value: CompiledValue,
  bound: CompiledValue,
  beyond: "lt" | "gt",
): CompiledValue {
  const kept = keepValue(scope.f, value, "value");
  const test = emitComparison(scope, beyond, kept, bound);
  const applies = bound.valid === null ? test : i32.and(test, bound.valid);
  const outside = scope.f.memo(i32.and(applies, isNumber(kept)), "outside");
  const parts = kept.parts.map((part, i) => selectNode(outside, bound.parts[i]!, part));
  return valueOf(type, parts, kept.valid);
}

/** The definition of `clip`: value, lower bound, upper bound. */
export const clip: ScalarFunction = {
  name: "clip",
  sqlNames: [],
  doc: "The value, or the bound that it lies beyond. A null bound does nothing, and NaN stays NaN.",
  example: { args: [arg(7n, Int64), arg(1n, Int64), arg(5n, Int64)], result: 5n },
  properties: tolerantProperties,
  nullPolicy: "custom",
  resolve(args) {
    checkCount("clip", args, 3);
    const [value] = args;
    const common = sharedType("clip", args);
    if (isText(common) || common.kind === "boolean") mismatch("clip", args);
    return { argTypes: args.map(() => common), result: common, nullable: value!.nullable };
  },
  emit(context, args) {
    const [value, lower, upper] = [args[0]!, args[1]!, args[2]!];
    if (context.type.kind === "null") return context.scope.literal(null, context.type);
    return bounded(context, bounded(context, value, lower, "lt"), upper, "gt");
  },
};
