import type { ScalarFunction } from "../../definition.ts";
import { horizontal } from "./extreme.ts";

/** The definition of `minHorizontal`. */
export const minHorizontal: ScalarFunction = horizontal(
  "minHorizontal",
  "lt",
  "least",
  "The least of the values of a row; nulls are passed over.",
);
