import type { I128 } from "@millrace/compiler";
import { i128Add, valueOf, wideDecimal } from "@millrace/compiler";
import { Int64, isText, String as StringType } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { checkCount, uniform } from "../../resolve.ts";
import { emitConcat } from "../string/concat.ts";
import { emitBinary } from "./emit.ts";
import { resolveSum } from "./resolve.ts";

/** The definition of `add`. */
export const add: ScalarFunction = {
  name: "add",
  sqlNames: [],
  doc: "The sum. Integers wrap around; decimals keep every digit; text is joined.",
  example: { args: [arg(2n, Int64), arg(3n, Int64)], result: 5n },
  properties: strictProperties,
  nullPolicy: "propagate",
  resolve(args) {
    checkCount("add", args, 2);
    const text =
      args.some(({ type }) => isText(type)) && args.every(({ type }) => isText(type) || type.kind === "null");
    return text ? uniform(args, StringType, StringType) : resolveSum("add", args);
  },
  emit(context, args) {
    if (context.type.kind === "string") return valueOf(context.type, [emitConcat(context.scope, args)]);
    const wide = (a: I128, b: I128): I128 => i128Add(context.scope.f, a, b);
    return emitBinary(
      { integer: "add", wide: ({ scope }, a, b) => wide(wideDecimal(scope, a), wideDecimal(scope, b)) },
      context,
      args,
    );
  },
};
