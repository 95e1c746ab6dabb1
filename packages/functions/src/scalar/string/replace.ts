import { i32, only, valueOf } from "@millrace/compiler";
import { String as StringType } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { emitJoined } from "./concat.ts";
import { checkLiteralPattern } from "./literal-pattern.ts";
import { resolveText } from "./resolve.ts";

/** The definition of `str.replace`: text, pattern, value; options: literal. The first occurrence is replaced. */
export const replace: ScalarFunction = {
  name: "str.replace",
  sqlNames: [],
  doc: "The text with the first occurrence of the pattern, which is literal text, replaced by the value.",
  example: {
    args: [arg("a.b.c", StringType), arg(".", StringType), arg("-", StringType)],
    options: { literal: true },
    result: "a-b.c",
  },
  properties: strictProperties,
  nullPolicy: "propagate",
  resolve: (args) => resolveText("str.replace", args, 3, StringType),
  emit(context, args) {
    checkLiteralPattern(context, "str.replace");
    const { scope } = context;
    const { f } = scope;
    const strings = args.map((value) => f.memo(only(value), "text"));
    const once = i32.const(1);
    const length = f.callNode(scope.kernel("string_replace_length"), [...strings, once]);
    const write = (to: (typeof strings)[number]) => f.callNode(scope.kernel("string_replace"), [...strings, once, to]);
    return valueOf(StringType, [emitJoined(scope, length, write)]);
  },
};
