import type { AggregateFunction } from "../definition.ts";
import { moment } from "./moments.ts";

/** The definition of `std`. */
export const std: AggregateFunction = moment(
  "std",
  ["stddev", "stddev_samp"],
  "The standard deviation: the square root of the variance.",
  2,
);
