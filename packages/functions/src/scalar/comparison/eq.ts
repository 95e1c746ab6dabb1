import type { ScalarFunction } from "../../definition.ts";
import { comparison } from "./ordered.ts";

/** The definition of `eq`. */
export const eq: ScalarFunction = comparison(
  "eq",
  "Whether the values are equal. NaN equals NaN, and -0 equals 0.",
  false,
);
