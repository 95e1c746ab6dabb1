import type { CompiledValue, EmitContext, Node } from "@millrace/compiler";
import { emitComparison, i32, keepValue, selectNode, valueOf } from "@millrace/compiler";
import { Int64 } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, tolerantProperties } from "../../definition.ts";
import { resolveFirstOf } from "../nulls/coalesce.ts";

/** The one of two values that comes first (`lt`) or last (`gt`); a null yields to the other. */
function emitExtreme(
  { scope, type }: EmitContext,
  direction: "lt" | "gt",
  left: CompiledValue,
  right: CompiledValue,
): CompiledValue {
  const { f } = scope;
  const a = keepValue(f, left, "a");
  const b = keepValue(f, right, "b");
  const better = emitComparison(scope, direction, b, a);
  let takeB: Node = better;
  if (b.valid !== null) takeB = i32.and(takeB, b.valid);
  if (a.valid !== null) takeB = i32.or(takeB, i32.eqz(a.valid));
  const choice = f.memo(takeB, "takeSecond");
  const parts = a.parts.map((part, i) => selectNode(choice, b.parts[i]!, part));
  const valid = a.valid === null || b.valid === null ? null : i32.or(a.valid, b.valid);
  return valueOf(type, parts, valid);
}

/** The definition of `minHorizontal` or `maxHorizontal`. */
export function horizontal(
  name: "minHorizontal" | "maxHorizontal",
  direction: "lt" | "gt",
  sqlName: string,
  doc: string,
): ScalarFunction {
  return {
    name,
    sqlNames: [sqlName],
    doc,
    example: { args: [arg(1n, Int64), arg(null, Int64), arg(2n, Int64)], result: direction === "lt" ? 1n : 2n },
    properties: tolerantProperties,
    nullPolicy: "custom",
    resolve: (args) => resolveFirstOf(name, args, 1, Number.POSITIVE_INFINITY),
    emit(context, args) {
      if (context.type.kind === "null") return context.scope.literal(null, context.type);
      return args.reduce((a, b) => emitExtreme(context, direction, a, b));
    },
  };
}
