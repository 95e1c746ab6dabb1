import type { AggregateFunction } from "../definition.ts";
import { moment } from "./moments.ts";

/** The definition of `var`. */
export const variance: AggregateFunction = moment(
  "var",
  ["var_samp", "variance"],
  "The variance, the divisor lessened by `ddof` (1). Null for at most so many values; NaN where one is infinite or NaN.",
  4,
);
