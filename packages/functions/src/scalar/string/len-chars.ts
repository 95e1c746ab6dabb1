import { only, valueOf } from "@millrace/compiler";
import { String as StringType, UInt32 } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { resolveText } from "./resolve.ts";

/** The definition of `str.lenChars`. */
export const lenChars: ScalarFunction = {
  name: "str.lenChars",
  sqlNames: ["length", "char_length"],
  doc: "The number of characters (Unicode code points).",
  example: { args: [arg("Zoë", StringType)], result: 3n },
  properties: strictProperties,
  nullPolicy: "propagate",
  resolve: (args) => resolveText("str.lenChars", args, 1, UInt32),
  emit: ({ scope }, [text]) => valueOf(UInt32, [scope.f.callNode(scope.kernel("string_len_chars"), [only(text!)])]),
};
