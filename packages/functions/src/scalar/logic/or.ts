import type { ScalarFunction } from "../../definition.ts";
import { connective } from "./connective.ts";

/** The definition of `or`. */
export const or: ScalarFunction = connective(
  "or",
  1,
  "Whether one is true: true if one is true, else null if one is null.",
);
