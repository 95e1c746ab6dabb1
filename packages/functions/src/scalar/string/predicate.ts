import { only, valueOf } from "@millrace/compiler";
import { Boolean as BooleanType, String as StringType } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { resolveText } from "./resolve.ts";

/** A test of two strings by a kernel. */
export interface TextPredicate {
  readonly name: string;
  readonly sqlNames: readonly string[];
  readonly doc: string;
  readonly kernel: string;
  /** Text, pattern, answer. */
  readonly example: readonly [string, string, boolean];
}

/** The definition of a test of two strings. */
export function textPredicate({ name, sqlNames, doc, kernel, example }: TextPredicate): ScalarFunction {
  return {
    name,
    sqlNames,
    doc,
    example: { args: [arg(example[0], StringType), arg(example[1], StringType)], result: example[2] },
    properties: strictProperties,
    nullPolicy: "propagate",
    resolve: (args) => resolveText(name, args, 2, BooleanType),
    emit({ scope }, args) {
      const call = scope.f.callNode(scope.kernel(kernel), [only(args[0]!), only(args[1]!)]);
      return valueOf(BooleanType, [call]);
    },
  };
}
