import type { ScalarFunction } from "../../definition.ts";
import { missingComparison } from "./missing.ts";

/** The definition of `eqMissing`. */
export const eqMissing: ScalarFunction = missingComparison(
  "eqMissing",
  "Whether the values are equal, null equal to null.",
);
