import type { ScalarFunction } from "../../definition.ts";
import { comparison } from "./ordered.ts";

/** The definition of `le`. */
export const le: ScalarFunction = comparison("le", "Whether the first value is less or equal.", true);
