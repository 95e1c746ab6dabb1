import { i32, only, valueOf } from "@millrace/compiler";
import { Boolean as BooleanType } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { resolveLogic } from "./connective.ts";

/** The definition of `not`. */
export const not: ScalarFunction = {
  name: "not",
  sqlNames: [],
  doc: "The opposite.",
  example: { args: [arg(true, BooleanType)], result: false },
  properties: strictProperties,
  nullPolicy: "propagate",
  resolve: (args) => resolveLogic("not", args, 1, 1),
  emit: (_context, [value]) => valueOf(BooleanType, [i32.eqz(only(value!))]),
};
