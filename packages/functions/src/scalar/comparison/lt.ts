import type { ScalarFunction } from "../../definition.ts";
import { comparison } from "./ordered.ts";

/** The definition of `lt`. */
export const lt: ScalarFunction = comparison("lt", "Whether the first value is less. No value is less for NaN.", true);
