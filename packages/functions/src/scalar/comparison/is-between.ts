import { bothValid, emitComparison, valueOf } from "@millrace/compiler";
import { Boolean as BooleanType, Int64, InvalidArgumentError } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, tolerantProperties } from "../../definition.ts";
import { checkCount } from "../../resolve.ts";
import { kleeneAnd } from "../logic/kleene.ts";
import { resolveComparison } from "./ordered.ts";

const bounds = { both: ["ge", "le"], left: ["ge", "lt"], right: ["gt", "le"], none: ["gt", "lt"] } as const;

function comparisonsOf(closed: unknown): (typeof bounds)[keyof typeof bounds] {
  const name = closed ?? "both";
  if (typeof name !== "string" || !Object.hasOwn(bounds, name)) {
    throw new InvalidArgumentError(
      `isBetween takes closed: "both", "left", "right" or "none", not ${JSON.stringify(name)}`,
    );
  }
  return bounds[name as keyof typeof bounds];
}

/** The definition of `isBetween`; options: closed. */
export const isBetween: ScalarFunction = {
  name: "isBetween",
  sqlNames: [],
  doc: "Whether the value lies between two bounds; `closed` says which of them belong to the range.",
  example: { args: [arg(2n, Int64), arg(1n, Int64), arg(2n, Int64)], options: { closed: "left" }, result: false },
  properties: tolerantProperties,
  nullPolicy: "custom",
  resolve(args, options) {
    checkCount("isBetween", args, 3);
    comparisonsOf(options["closed"]);
    return resolveComparison("isBetween", args);
  },
  emit({ scope, options }, args) {
    const [value, low, high] = [args[0]!, args[1]!, args[2]!];
    if (value.type.kind === "null") return scope.literal(null, BooleanType);
    const [above, below] = comparisonsOf(options["closed"]);
    const test = (comparison: typeof above | typeof below, bound: typeof value) =>
      valueOf(BooleanType, [emitComparison(scope, comparison, value, bound)], bothValid(value.valid, bound.valid));
    return kleeneAnd(scope.f, [test(above, low), test(below, high)]);
  },
};
