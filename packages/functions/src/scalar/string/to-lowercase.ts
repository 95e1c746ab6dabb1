import type { ScalarFunction } from "../../definition.ts";
import { letterCase } from "./letter-case.ts";

/** The definition of `str.toLowercase`. */
export const toLowercase: ScalarFunction = letterCase("str.toLowercase", "lower", "string_lower", ["ÅBC", "åbc"]);
