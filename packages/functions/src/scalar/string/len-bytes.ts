import { only, stringLength, valueOf } from "@millrace/compiler";
import { String as StringType, UInt32 } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { resolveText } from "./resolve.ts";

/** The definition of `str.lenBytes`. */
export const lenBytes: ScalarFunction = {
  name: "str.lenBytes",
  sqlNames: ["octet_length"],
  doc: "The number of bytes in UTF-8.",
  example: { args: [arg("Zoë", StringType)], result: 4n },
  properties: strictProperties,
  nullPolicy: "propagate",
  resolve: (args) => resolveText("str.lenBytes", args, 1, UInt32),
  emit: (_context, [text]) => valueOf(UInt32, [stringLength(only(text!))]),
};
