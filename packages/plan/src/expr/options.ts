import type { FunctionOptions } from "./expr.ts";

/** The options of a call that has none. */
export const noOptions: FunctionOptions = Object.freeze({});
