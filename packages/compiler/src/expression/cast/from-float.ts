import type { DataType } from "@millrace/core";
import { Int32, Int64, isInteger, layoutOf } from "@millrace/core";
import { integerBits, isSigned } from "@millrace/plan";
import type { Node } from "../../assembler/node.ts";
import { f32, f64, i32, i64 } from "../../assembler/opcodes.ts";
import type { CompiledValue } from "../compiled-value.ts";
import { only } from "../compiled-value.ts";
import { i128Neg } from "../i128.ts";
import type { Scope } from "../scope.ts";
import { emitShortText } from "../string-access.ts";
import type { Conversion } from "./conversion.ts";
import { total } from "./conversion.ts";

/** Room for the text of any float. */
const MAX_TEXT = 32;
const TWO_TO_64 = 2 ** 64;

/** Converts floats: to integers by cutting off the fraction, to decimals by rounding to the nearest. */
export function fromFloat(scope: Scope, value: CompiledValue, to: DataType): Conversion | undefined {
  const { f } = scope;
  const single = value.layout === "f32";
  const part = f.memo(only(value), "float");
  const double = single ? f64.promoteF32(part) : part;
  if (isInteger(to)) return toInteger(scope, double, to);
  switch (to.kind) {
    case "float32":
      return total(single ? part : f32.demoteF64(part));
    case "float64":
      return total(double);
    case "boolean":
      return total(f64.ne(double, f64.const(0)));
    case "decimal":
      return toDecimal(scope, double, to);
    case "date":
      return toInteger(scope, double, Int32);
    case "datetime":
      return toInteger(scope, double, Int64);
    case "string":
    case "categorical": {
      const kernel = scope.kernel(single ? "format_f32" : "format_f64");
      return total(emitShortText(scope, MAX_TEXT, (address) => f.callNode(kernel, [part, address])));
    }
    default:
      return undefined;
  }
}

function toInteger(scope: Scope, double: Node, to: DataType): Conversion {
  const whole = scope.f.memo(f64.trunc(double), "whole");
  const bits = integerBits(to);
  const low = isSigned(to) ? -(2 ** (bits - 1)) : 0;
  const above = isSigned(to) ? 2 ** (bits - 1) : 2 ** bits;
  const ok = i32.and(f64.ge(whole, f64.const(low)), f64.lt(whole, f64.const(above)));
  const wide = isSigned(to) ? i64.truncSatF64S(whole) : i64.truncSatF64U(whole);
  return { parts: [bits === 64 ? wide : i32.wrapI64(wide)], ok };
}

function toDecimal(scope: Scope, double: Node, to: DataType & { readonly kind: "decimal" }): Conversion {
  const { f } = scope;
  const scaled = f.memo(f64.nearest(f64.mul(double, f64.const(10 ** to.scale))), "scaled");
  const ok = f64.lt(f64.abs(scaled), f64.const(10 ** to.precision));
  if (layoutOf(to) === "i64") return { parts: [i64.truncSatF64S(scaled)], ok };
  const magnitude = f.memo(f64.abs(scaled), "magnitude");
  const highPart = f.memo(f64.trunc(f64.mul(magnitude, f64.const(1 / TWO_TO_64))), "highPart");
  const low = f.memo(i64.truncSatF64U(f64.sub(magnitude, f64.mul(highPart, f64.const(TWO_TO_64)))), "low");
  const high = f.memo(i64.truncSatF64U(highPart), "high");
  const [negativeLow, negativeHigh] = i128Neg(f, [low, high]);
  const negative = f.memo(f64.lt(scaled, f64.const(0)), "negative");
  return { parts: [i64.select(negative, negativeLow, low), i64.select(negative, negativeHigh, high)], ok };
}
