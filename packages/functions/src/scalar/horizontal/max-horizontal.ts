import type { ScalarFunction } from "../../definition.ts";
import { horizontal } from "./extreme.ts";

/** The definition of `maxHorizontal`. */
export const maxHorizontal: ScalarFunction = horizontal(
  "maxHorizontal",
  "gt",
  "greatest",
  "The greatest of the values of a row, NaN above every number; nulls are passed over.",
);
