import { Float64 } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { emitFloatKernel } from "./float-kernel.ts";
import { resolveFloat } from "./resolve.ts";

/** The definition of `log`. */
export const log: ScalarFunction = {
  name: "log",
  sqlNames: ["ln"],
  doc: "The natural logarithm, off by less than one unit in the last place; NaN for negative numbers.",
  example: { args: [arg(1, Float64)], result: 0 },
  properties: strictProperties,
  nullPolicy: "propagate",
  resolve: (args) => resolveFloat("log", args),
  emit: (context, [value]) => emitFloatKernel(context, value!, "float_log"),
};
