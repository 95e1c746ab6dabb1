import { i32, valueOf } from "@millrace/compiler";
import { Boolean as BooleanType, Int64 } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, tolerantProperties } from "../../definition.ts";
import { checkCount } from "../../resolve.ts";

/** The definition of `isNull`. */
export const isNull: ScalarFunction = {
  name: "isNull",
  sqlNames: [],
  doc: "Whether the value is null.",
  example: { args: [arg(null, Int64)], result: true },
  properties: tolerantProperties,
  nullPolicy: "custom",
  resolve(args) {
    checkCount("isNull", args, 1);
    return { argTypes: [args[0]!.type], result: BooleanType, nullable: false };
  },
  emit: (_context, [value]) => valueOf(BooleanType, [value!.valid === null ? i32.const(0) : i32.eqz(value!.valid)]),
};
