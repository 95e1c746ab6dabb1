import { f64 } from "@millrace/compiler";
import type { ScalarFunction } from "../../definition.ts";
import { classification } from "./classify.ts";

/** The definition of `isInfinite`. */
export const isInfinite: ScalarFunction = classification({
  name: "isInfinite",
  doc: "Whether a float is infinite.",
  test: (x) => f64.eq(f64.abs(x), f64.const(Number.POSITIVE_INFINITY)),
  otherwise: false,
  example: [Number.NEGATIVE_INFINITY, true],
});
