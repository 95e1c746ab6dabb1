import { Float64 } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { emitFloatKernel } from "./float-kernel.ts";
import { resolveFloat } from "./resolve.ts";

/** The definition of `exp`. */
export const exp: ScalarFunction = {
  name: "exp",
  sqlNames: ["exp"],
  doc: "e to the power of the value, off by less than one unit in the last place.",
  example: { args: [arg(0, Float64)], result: 1 },
  properties: strictProperties,
  nullPolicy: "propagate",
  resolve: (args) => resolveFloat("exp", args),
  emit: (context, [value]) => emitFloatKernel(context, value!, "float_exp"),
};
