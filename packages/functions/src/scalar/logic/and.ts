import type { ScalarFunction } from "../../definition.ts";
import { connective } from "./connective.ts";

/** The definition of `and`. */
export const and: ScalarFunction = connective(
  "and",
  0,
  "Whether all are true: false if one is false, else null if one is null.",
);
