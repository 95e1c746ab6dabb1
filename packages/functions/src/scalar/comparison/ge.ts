import type { ScalarFunction } from "../../definition.ts";
import { comparison } from "./ordered.ts";

/** The definition of `ge`. */
export const ge: ScalarFunction = comparison("ge", "Whether the first value is greater or equal.", false);
