import type { AggregateFunction } from "../definition.ts";
import { extreme } from "./extreme.ts";

/** The definition of `max`. */
export const max: AggregateFunction = extreme(
  "max",
  "gt",
  "The greatest value; nulls are passed over, and NaN unless there is nothing else. Null for no value.",
);
