import { Float64 } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { emitWhole, resolveRounding } from "./rounding.ts";

/** The definition of `floor`. */
export const floor: ScalarFunction = {
  name: "floor",
  sqlNames: ["floor"],
  doc: "Rounds towards minus infinity, in the same type.",
  example: { args: [arg(-1.5, Float64)], result: -2 },
  properties: strictProperties,
  nullPolicy: "propagate",
  resolve: (args) => resolveRounding("floor", args),
  emit: (context, [value]) => emitWhole(context, value!, "floor"),
};
