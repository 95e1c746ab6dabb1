import type { AggregateFunction } from "../definition.ts";
import { byOrder } from "./by-order.ts";

/** The definition of `last`. */
export const last: AggregateFunction = byOrder(
  "last",
  "The value of the last row, which may be null; null for no row.",
);
