import { Int64 } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, tolerantProperties } from "../../definition.ts";
import { dividedValue, emitFloorDivision } from "./floor-division.ts";
import { resolveFloorDivision } from "./resolve.ts";

/** The definition of `mod`. */
export const mod: ScalarFunction = {
  name: "mod",
  sqlNames: ["mod"],
  doc: "The rest of a floor division, with the divisor's sign; null where an integer is divided by 0.",
  example: { args: [arg(-7n, Int64), arg(2n, Int64)], result: 1n },
  properties: tolerantProperties,
  nullPolicy: "propagate",
  resolve: (args) => resolveFloorDivision("mod", args),
  emit(context, args) {
    if (context.type.kind === "null") return context.scope.literal(null, context.type);
    const { rest, ok } = emitFloorDivision(context, args);
    return dividedValue(context, rest, ok);
  },
};
