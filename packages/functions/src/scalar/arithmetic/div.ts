import { f32, f64, only, valueOf } from "@millrace/compiler";
import { Float64 } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { resolveQuotient } from "./resolve.ts";

/** The definition of `div`. */
export const div: ScalarFunction = {
  name: "div",
  sqlNames: [],
  doc: "The quotient as a float, of integers and decimals too; division by zero gives an infinity or NaN.",
  example: { args: [arg(1, Float64), arg(4, Float64)], result: 0.25 },
  properties: strictProperties,
  nullPolicy: "propagate",
  resolve: (args) => resolveQuotient("div", args),
  emit({ type, scope }, args) {
    if (type.kind === "null") return scope.literal(null, type);
    const op = type.kind === "float32" ? f32 : f64;
    return valueOf(type, [op.div(only(args[0]!), only(args[1]!))]);
  },
};
