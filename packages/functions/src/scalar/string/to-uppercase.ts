import type { ScalarFunction } from "../../definition.ts";
import { letterCase } from "./letter-case.ts";

/** The definition of `str.toUppercase`. */
export const toUppercase: ScalarFunction = letterCase("str.toUppercase", "upper", "string_upper", ["åbc", "ÅBC"]);
