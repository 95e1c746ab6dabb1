import { i128Sub, wideDecimal } from "@millrace/compiler";
import { Int64 } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { emitBinary } from "./emit.ts";
import { resolveSum } from "./resolve.ts";

/** The definition of `sub`. */
export const sub: ScalarFunction = {
  name: "sub",
  sqlNames: [],
  doc: "The difference. Integers wrap around; decimals keep every digit.",
  example: { args: [arg(2n, Int64), arg(3n, Int64)], result: -1n },
  properties: strictProperties,
  nullPolicy: "propagate",
  resolve: (args) => resolveSum("sub", args),
  emit: (context, args) =>
    emitBinary(
      {
        integer: "sub",
        wide: ({ scope }, a, b) => i128Sub(scope.f, wideDecimal(scope, a), wideDecimal(scope, b)),
      },
      context,
      args,
    ),
};
