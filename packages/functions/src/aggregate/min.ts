import type { AggregateFunction } from "../definition.ts";
import { extreme } from "./extreme.ts";

/** The definition of `min`. */
export const min: AggregateFunction = extreme(
  "min",
  "lt",
  "The least value; nulls are passed over, and NaN unless there is nothing else. Null for no value.",
);
