import { f64 } from "@millrace/compiler";
import type { ScalarFunction } from "../../definition.ts";
import { classification } from "./classify.ts";

/** The definition of `isNan`. */
export const isNan: ScalarFunction = classification({
  name: "isNan",
  doc: "Whether a float is NaN.",
  test: (x) => f64.ne(x, x),
  otherwise: false,
  example: [Number.NaN, true],
});
