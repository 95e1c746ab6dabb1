import type { AggregateFunction } from "../definition.ts";
import { truth } from "./truth.ts";

/** The definition of `all`. */
export const all: AggregateFunction = truth(
  "all",
  "bool_and",
  "Whether no value is false; nulls are passed over, true for no value.",
);
