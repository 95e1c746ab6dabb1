import type { AggregateFunction } from "../definition.ts";
import { truth } from "./truth.ts";

/** The definition of `any`. */
export const any: AggregateFunction = truth(
  "any",
  "bool_or",
  "Whether a value is true; nulls are passed over, false for no value.",
);
