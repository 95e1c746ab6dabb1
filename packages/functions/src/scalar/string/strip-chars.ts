import { i32, only, valueOf } from "@millrace/compiler";
import { String as StringType, VIEW_SIZE } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { resolveText } from "./resolve.ts";

const BOTH_ENDS = 3;

/** The definition of `str.stripChars`; options: characters (null: white space). */
export const stripChars: ScalarFunction = {
  name: "str.stripChars",
  sqlNames: ["trim"],
  doc: "The text without the given characters at its ends; without white space if none are given.",
  example: { args: [arg("  heart rate ", StringType)], options: { characters: null }, result: "heart rate" },
  properties: strictProperties,
  nullPolicy: "propagate",
  resolve: (args) => resolveText("str.stripChars", args, 1, StringType),
  emit({ scope, options }, [text]) {
    const { f } = scope;
    const view = f.memo(scope.rowScratch(VIEW_SIZE), "stripped");
    const characters = scope.literal(String(options["characters"] ?? ""), StringType);
    f.call(scope.kernel("string_strip"), [only(text!), only(characters), i32.const(BOTH_ENDS), view]);
    return valueOf(StringType, [view]);
  },
};
