import { i32, only, valueOf } from "@millrace/compiler";
import { Boolean as BooleanType } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { resolveLogic } from "./connective.ts";

/** The definition of `xor`. */
export const xor: ScalarFunction = {
  name: "xor",
  sqlNames: ["xor"],
  doc: "Whether exactly one of two is true.",
  example: { args: [arg(true, BooleanType), arg(false, BooleanType)], result: true },
  properties: strictProperties,
  nullPolicy: "propagate",
  resolve: (args) => resolveLogic("xor", args, 2, 2),
  emit: (_context, args) => valueOf(BooleanType, [i32.xor(only(args[0]!), only(args[1]!))]),
};
