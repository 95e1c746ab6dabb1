import { Float64, InvalidArgumentError } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { emitRound, resolveRounding } from "./rounding.ts";

/** Digits after the point beyond which powers of ten are no longer exact. */
const MAX_DECIMALS = 22;

/** The definition of `round`; options: decimals. */
export const round: ScalarFunction = {
  name: "round",
  sqlNames: ["round"],
  doc: "Rounds to `decimals` digits after the point, half to even. Integers stay; decimals keep their scale.",
  example: { args: [arg(2.5, Float64)], options: { decimals: 0 }, result: 2 },
  properties: strictProperties,
  nullPolicy: "propagate",
  resolve(args, options) {
    const decimals = options["decimals"] ?? 0;
    if (typeof decimals !== "number" || !Number.isInteger(decimals) || decimals < 0 || decimals > MAX_DECIMALS) {
      throw new InvalidArgumentError(`round takes from 0 to ${MAX_DECIMALS} decimals, not ${String(decimals)}`);
    }
    return resolveRounding("round", args);
  },
  emit: (context, [value]) => emitRound(context, value!, Number(context.options["decimals"] ?? 0)),
};
