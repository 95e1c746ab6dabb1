import { f32, f64, only, valueOf } from "@millrace/compiler";
import { Float64 } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { resolveFloat } from "./resolve.ts";

/** The definition of `sqrt`. */
export const sqrt: ScalarFunction = {
  name: "sqrt",
  sqlNames: ["sqrt"],
  doc: "The square root; NaN for negative numbers.",
  example: { args: [arg(9, Float64)], result: 3 },
  properties: strictProperties,
  nullPolicy: "propagate",
  resolve: (args) => resolveFloat("sqrt", args),
  emit({ type, scope }, [value]) {
    if (type.kind === "null") return scope.literal(null, type);
    return valueOf(type, [(type.kind === "float32" ? f32 : f64).sqrt(only(value!))]);
  },
};
