import { Int64 } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, tolerantProperties } from "../../definition.ts";
import { emitFirstOf, resolveFirstOf } from "./coalesce.ts";

/** The definition of `fillNull`. */
export const fillNull: ScalarFunction = {
  name: "fillNull",
  sqlNames: ["ifnull"],
  doc: "The value, or another one where it is null.",
  example: { args: [arg(null, Int64), arg(0n, Int64)], result: 0n },
  properties: tolerantProperties,
  nullPolicy: "custom",
  lazy: true,
  resolve: (args) => resolveFirstOf("fillNull", args, 2, 2),
  emit: emitFirstOf,
};
