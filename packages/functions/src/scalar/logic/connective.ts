import { Boolean as BooleanType } from "@millrace/core";
import type { ArgumentType, ResolvedCall } from "@millrace/plan";
import type { ScalarFunction } from "../../definition.ts";
import { arg, tolerantProperties } from "../../definition.ts";
import { checkCount, mismatch, uniform } from "../../resolve.ts";
import type { Decisive } from "./kleene.ts";
import { emitConnective } from "./kleene.ts";

/** Boolean arguments, a Boolean result. */
export function resolveLogic(name: string, args: readonly ArgumentType[], least: number, most: number): ResolvedCall {
  checkCount(name, args, least, most);
  if (args.some(({ type }) => type.kind !== "boolean" && type.kind !== "null")) mismatch(name, args);
  return uniform(args, BooleanType, BooleanType);
}

/** The definition of `and` or `or`. */
export function connective(name: "and" | "or", decisive: Decisive, doc: string): ScalarFunction {
  return {
    name,
    sqlNames: [],
    doc,
    example: { args: [arg(decisive === 1, BooleanType), arg(null, BooleanType)], result: decisive === 1 },
    properties: tolerantProperties,
    nullPolicy: "custom",
    lazy: true,
    resolve: (args) => resolveLogic(name, args, 1, Number.POSITIVE_INFINITY),
    emit: (context) => emitConnective(context, decisive),
  };
}
