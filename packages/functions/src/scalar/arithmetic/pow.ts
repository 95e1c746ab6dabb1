import { f32, f64, i32, i64, only, valueOf, widened } from "@millrace/compiler";
import { Float64, Int64, isInteger } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, tolerantProperties } from "../../definition.ts";
import { anyNullable } from "../../resolve.ts";
import { wrapTo } from "./emit.ts";
import { resolveSum } from "./resolve.ts";

/** The definition of `pow`. */
export const pow: ScalarFunction = {
  name: "pow",
  sqlNames: ["pow", "power"],
  doc: "The power. An integer to an integer is an integer of the base's type (null for a negative exponent); else a float.",
  example: { args: [arg(2, Float64), arg(10, Float64)], result: 1024 },
  properties: tolerantProperties,
  nullPolicy: "propagate",
  resolve(args) {
    const { result } = resolveSum("pow", args);
    const [base] = args;
    if (isInteger(result)) {
      return { argTypes: [base!.type, Int64], result: base!.type, nullable: true };
    }
    const type = result.kind === "float32" || result.kind === "null" ? result : Float64;
    return { argTypes: [type, type], result: type, nullable: anyNullable(args) };
  },
  emit({ type, scope }, args) {
    const [base, exponent] = [args[0]!, args[1]!];
    if (type.kind === "null") return scope.literal(null, type);
    if (isInteger(type)) {
      const power = scope.f.memo(only(exponent), "exponent");
      const raised = scope.f.callNode(scope.kernel("integer_pow"), [widened(base.layout, only(base)), power]);
      const result = valueOf(type, []).layout;
      const part = result === "i64" || result === "u64" ? raised : wrapTo(result, i32.wrapI64(raised));
      return valueOf(type, [part], i64.geS(power, i64.const(0n)));
    }
    const single = type.kind === "float32";
    const double = (value: typeof base) => (single ? f64.promoteF32(only(value)) : only(value));
    const raised = scope.f.callNode(scope.kernel("float_pow"), [double(base), double(exponent)]);
    return valueOf(type, [single ? f32.demoteF64(raised) : raised]);
  },
};
