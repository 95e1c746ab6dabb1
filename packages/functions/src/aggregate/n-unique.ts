import { Int64, isFlat, UInt32 } from "@millrace/core";
import type { AggregateFunction } from "../definition.ts";
import { checkCount, mismatch } from "../resolve.ts";
import { holisticParts } from "./holistic.ts";

/** The definition of `nUnique`. */
export const nUnique: AggregateFunction = {
  ...holisticParts,
  name: "nUnique",
  sqlNames: [],
  doc: "The number of different values, null among them.",
  example: { type: Int64, values: [1n, null, 1n], result: 2n },
  resolve(args) {
    checkCount("nUnique", args, 1);
    const { type } = args[0]!;
    if (!isFlat(type)) mismatch("nUnique", args);
    return { argTypes: [type], result: UInt32, nullable: false };
  },
};
