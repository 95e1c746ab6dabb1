import { i128Mul, i128MulWide, only, wideDecimal } from "@millrace/compiler";
import { Int64 } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { emitBinary } from "./emit.ts";
import { resolveProduct } from "./resolve.ts";

/** The definition of `mul`. */
export const mul: ScalarFunction = {
  name: "mul",
  sqlNames: [],
  doc: "The product. Integers wrap around; the digits and scales of decimals add up, to 38 digits.",
  example: { args: [arg(2n, Int64), arg(3n, Int64)], result: 6n },
  properties: strictProperties,
  nullPolicy: "propagate",
  resolve: (args) => resolveProduct("mul", args),
  emit: (context, args) =>
    emitBinary(
      {
        integer: "mul",
        wide: ({ scope }, a, b) =>
          a.layout === "i64" && b.layout === "i64"
            ? i128MulWide(scope.f, only(a), only(b))
            : i128Mul(scope.f, wideDecimal(scope, a), wideDecimal(scope, b)),
      },
      context,
      args,
    ),
};
