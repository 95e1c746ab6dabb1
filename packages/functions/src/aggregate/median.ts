import { Float64, isNumeric } from "@millrace/core";
import type { AggregateFunction } from "../definition.ts";
import { checkCount, mismatch } from "../resolve.ts";
import { holisticParts } from "./holistic.ts";

/** The definition of `median`. */
export const median: AggregateFunction = {
  ...holisticParts,
  name: "median",
  sqlNames: ["median"],
  doc: "The value in the middle, or the mean of the two there; nulls are passed over, null for no value.",
  example: { type: Float64, values: [1, null, 2], result: 1.5 },
  resolve(args) {
    checkCount("median", args, 1);
    const { type } = args[0]!;
    if (!isNumeric(type) && type.kind !== "boolean" && type.kind !== "null") mismatch("median", args);
    const result = type.kind === "float32" ? type : Float64;
    return { argTypes: [result], result, nullable: true };
  },
};
