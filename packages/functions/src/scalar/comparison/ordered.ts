import type { Comparison } from "@millrace/compiler";
import { emitComparison, valueOf } from "@millrace/compiler";
import { Boolean as BooleanType, Int64, isText } from "@millrace/core";
import type { ArgumentType, ResolvedCall } from "@millrace/plan";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { checkCount, sharedType, uniform } from "../../resolve.ts";

/** The type in which values are compared; throws where there is none. */
export function resolveComparison(name: string, args: readonly ArgumentType[]): ResolvedCall {
  const hasText = args.some(({ type }) => isText(type));
  const hasTime = args.some(({ type }) => type.kind === "date" || type.kind === "datetime");
  const cast = hasText ? "Cast one side to the type of the other" : "";
  const advice = hasText && hasTime ? "Parse the text with str.toDate or str.toDatetime, or cast it" : cast;
  const common = sharedType(name, args, advice);
  return uniform(args, common, BooleanType);
}

/** The definition of a comparison; `result` is what it says of 1 and 2. */
export function comparison(name: Comparison, doc: string, result: boolean): ScalarFunction {
  return {
    name,
    sqlNames: [],
    doc,
    example: { args: [arg(1n, Int64), arg(2n, Int64)], result },
    properties: strictProperties,
    nullPolicy: "propagate",
    resolve(args) {
      checkCount(name, args, 2);
      return resolveComparison(name, args);
    },
    emit({ scope }, args) {
      const [a, b] = [args[0]!, args[1]!];
      if (a.type.kind === "null") return scope.literal(null, BooleanType);
      return valueOf(BooleanType, [emitComparison(scope, name, a, b)]);
    },
  };
}
