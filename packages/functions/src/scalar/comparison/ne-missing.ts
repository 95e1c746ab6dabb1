import type { ScalarFunction } from "../../definition.ts";
import { missingComparison } from "./missing.ts";

/** The definition of `neMissing`. */
export const neMissing: ScalarFunction = missingComparison(
  "neMissing",
  "Whether the values differ, null equal to null.",
);
