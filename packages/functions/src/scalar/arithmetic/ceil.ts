import { Float64 } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { emitWhole, resolveRounding } from "./rounding.ts";

/** The definition of `ceil`. */
export const ceil: ScalarFunction = {
  name: "ceil",
  sqlNames: ["ceil", "ceiling"],
  doc: "Rounds towards infinity, in the same type.",
  example: { args: [arg(1.25, Float64)], result: 2 },
  properties: strictProperties,
  nullPolicy: "propagate",
  resolve: (args) => resolveRounding("ceil", args),
  emit: (context, [value]) => emitWhole(context, value!, "ceil"),
};
