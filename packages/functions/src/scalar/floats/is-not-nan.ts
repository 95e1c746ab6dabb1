import { f64 } from "@millrace/compiler";
import type { ScalarFunction } from "../../definition.ts";
import { classification } from "./classify.ts";

/** The definition of `isNotNan`. */
export const isNotNan: ScalarFunction = classification({
  name: "isNotNan",
  doc: "Whether a number is not NaN.",
  test: (x) => f64.eq(x, x),
  otherwise: true,
  example: [Number.NaN, false],
});
