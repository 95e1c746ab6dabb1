import type { CompiledValue, EmitContext } from "@millrace/compiler";
import { i32, keepValue, selectNode, valueOf, variable } from "@millrace/compiler";
import { Int64 } from "@millrace/core";
import type { ArgumentType, ResolvedCall } from "@millrace/plan";
import type { ScalarFunction } from "../../definition.ts";
import { arg, tolerantProperties } from "../../definition.ts";
import { checkCount, sharedType } from "../../resolve.ts";

/** Arguments of one type; null only where all can be. */
export function resolveFirstOf(name: string, args: readonly ArgumentType[], least: number, most: number): ResolvedCall {
  checkCount(name, args, least, most);
  const common = sharedType(name, args);
  return { argTypes: args.map(() => common), result: common, nullable: args.every(({ nullable }) => nullable) };
}

/** The first argument that is not null. Those that are not cheap are evaluated only where they are needed. */
export function emitFirstOf(context: EmitContext): CompiledValue {
  const [first, ...rest] = context.argExprs;
  let result = context.compile(first!);
  for (const expr of rest) {
    if (result.valid === null) return result;
    result = context.isCheap(expr) ? selected(context, result, context.compile(expr)) : branched(context, result, expr);
  }
  return result;
}

function selected(context: EmitContext, first: CompiledValue, second: CompiledValue): CompiledValue {
  if (first.valid === null) return first;
  const { valid, parts } = keepValue(context.scope.f, first, "first");
  const chosen = parts.map((part, i) => selectNode(valid!, part, second.parts[i]!));
  return valueOf(context.type, chosen, second.valid === null ? null : i32.or(valid!, second.valid));
}

function branched(context: EmitContext, first: CompiledValue, expr: EmitContext["argExprs"][number]): CompiledValue {
  const { f } = context.scope;
  const result = variable(f, context.type, true, "first");
  result.assign(first);
  f.if(i32.eqz(result.value.valid!), () => result.assign(context.compile(expr)));
  return result.value;
}

/** The definition of `coalesce`. */
export const coalesce: ScalarFunction = {
  name: "coalesce",
  sqlNames: ["coalesce"],
  doc: "The first value that is not null.",
  example: { args: [arg(null, Int64), arg(2n, Int64)], result: 2n },
  properties: tolerantProperties,
  nullPolicy: "custom",
  lazy: true,
  resolve: (args) => resolveFirstOf("coalesce", args, 1, Number.POSITIVE_INFINITY),
  emit: emitFirstOf,
};
