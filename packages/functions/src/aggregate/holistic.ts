import { InternalEngineError } from "@millrace/core";
import type { AggregateFunction } from "../definition.ts";
import { aggregateProperties } from "../definition.ts";

/** What all aggregates share that need every value of a group at once: the engine sorts the values instead. */
export const holisticParts: Pick<
  AggregateFunction,
  "properties" | "orderSensitive" | "holistic" | "state" | "update" | "merge" | "finish"
> = {
  properties: aggregateProperties,
  orderSensitive: false,
  holistic: true,
  state: refuse,
  update: refuse,
  merge: refuse,
  finish: refuse,
};

function refuse(): never {
  throw new InternalEngineError("A holistic aggregate has no running state");
}
