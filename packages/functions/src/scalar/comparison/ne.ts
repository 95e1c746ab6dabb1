import type { ScalarFunction } from "../../definition.ts";
import { comparison } from "./ordered.ts";

/** The definition of `ne`. */
export const ne: ScalarFunction = comparison("ne", "Whether the values differ. NaN equals NaN.", true);
