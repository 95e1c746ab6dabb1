import { Int64 } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, tolerantProperties } from "../../definition.ts";
import { dividedValue, emitFloorDivision } from "./floor-division.ts";
import { resolveFloorDivision } from "./resolve.ts";

/** The definition of `floorDiv`. */
export const floorDiv: ScalarFunction = {
  name: "floorDiv",
  sqlNames: [],
  doc: "The quotient rounded towards minus infinity; null where an integer is divided by 0. Decimals are divided as floats.",
  example: { args: [arg(-7n, Int64), arg(2n, Int64)], result: -4n },
  properties: tolerantProperties,
  nullPolicy: "propagate",
  resolve: (args) => resolveFloorDivision("floorDiv", args),
  emit(context, args) {
    if (context.type.kind === "null") return context.scope.literal(null, context.type);
    const { quotient, ok } = emitFloorDivision(context, args);
    return dividedValue(context, quotient, ok);
  },
};
