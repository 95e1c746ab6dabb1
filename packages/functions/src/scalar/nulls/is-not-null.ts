import { i32, valueOf } from "@millrace/compiler";
import { Boolean as BooleanType, Int64 } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, tolerantProperties } from "../../definition.ts";
import { checkCount } from "../../resolve.ts";

/** The definition of `isNotNull`. */
export const isNotNull: ScalarFunction = {
  name: "isNotNull",
  sqlNames: [],
  doc: "Whether the value is not null.",
  example: { args: [arg(1n, Int64)], result: true },
  properties: tolerantProperties,
  nullPolicy: "custom",
  resolve(args) {
    checkCount("isNotNull", args, 1);
    return { argTypes: [args[0]!.type], result: BooleanType, nullable: false };
  },
  emit: (_context, [value]) => valueOf(BooleanType, [value!.valid ?? i32.const(1)]),
};
