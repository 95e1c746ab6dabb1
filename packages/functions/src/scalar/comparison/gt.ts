import type { ScalarFunction } from "../../definition.ts";
import { comparison } from "./ordered.ts";

/** The definition of `gt`. */
export const gt: ScalarFunction = comparison(
  "gt",
  "Whether the first value is greater. NaN is greater than every number.",
  false,
);
