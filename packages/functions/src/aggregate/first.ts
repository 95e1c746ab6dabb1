import type { AggregateFunction } from "../definition.ts";
import { byOrder } from "./by-order.ts";

/** The definition of `first`. */
export const first: AggregateFunction = byOrder(
  "first",
  "The value of the first row, which may be null; null for no row.",
);
