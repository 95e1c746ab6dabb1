import type { DataType, Layout } from "@millrace/core";
import { Int32, Int64, isFloat, isInteger, layoutOf } from "@millrace/core";
import { integerBits, isLosslessCast, isSigned } from "@millrace/plan";
import type { Node } from "../../assembler/node.ts";
import { f32, f64, i32, i64 } from "../../assembler/opcodes.ts";
import type { CompiledValue } from "../compiled-value.ts";
import { only } from "../compiled-value.ts";
import { i128Const, i128Mul } from "../i128.ts";
import type { Scope } from "../scope.ts";
import { emitShortText } from "../string-access.ts";
import type { Conversion } from "./conversion.ts";
import { total } from "./conversion.ts";

/** Room for the text of any integer. */
const MAX_TEXT = 24;
/** A decimal with so many digits before the point holds every integer of 64 bits but the largest UInt64, which have 20. */
const CHECKED_DIGITS = 19;

/** An integer or boolean as 64 bits; the sign of u64 is the caller's concern. */
export function widened(layout: Layout, part: Node): Node {
  if (layout === "i64" || layout === "u64") return part;
  return layout === "i8" || layout === "i16" || layout === "i32" ? i64.extendI32S(part) : i64.extendI32U(part);
}

/** Converts integers and booleans. */
export function fromInteger(scope: Scope, value: CompiledValue, to: DataType): Conversion | undefined {
  const { f } = scope;
  const part = f.memo(only(value), "integer");
  const unsigned = value.layout === "u64";
  if (isInteger(to)) return toInteger(scope, value, to);
  if (isFloat(to)) {
    const op = to.kind === "float32" ? f32 : f64;
    const wide = widened(value.layout, part);
    return total(unsigned ? op.convertI64U(wide) : op.convertI64S(wide));
  }
  switch (to.kind) {
    case "boolean":
      return total(part.type === "i64" ? i64.ne(part, i64.const(0n)) : i32.ne(part, i32.const(0)));
    case "decimal":
      return toDecimal(scope, value, to);
    case "date":
      return value.type.kind === "boolean" ? undefined : toInteger(scope, value, Int32);
    case "datetime":
      return value.type.kind === "boolean" ? undefined : toInteger(scope, value, Int64);
    case "string":
    case "categorical": {
      const kernel = scope.kernel(unsigned ? "format_u64" : "format_i64");
      const wide = widened(value.layout, part);
      return total(emitShortText(scope, MAX_TEXT, (address) => f.callNode(kernel, [wide, address])));
    }
    default:
      return undefined;
  }
}

/** Integer to integer; out of range is not ok. */
export function toInteger(scope: Scope, value: CompiledValue, to: DataType): Conversion {
  const { f } = scope;
  const wide = f.memo(widened(value.layout, only(value)), "wide");
  const bits = integerBits(to);
  const narrow = (node: Node) => (bits === 64 ? node : i32.wrapI64(node));
  if (value.type.kind === "boolean" || isLosslessCast(value.type, to)) return total(narrow(wide));
  return { parts: [narrow(wide)], ok: inRange(wide, value.layout === "u64", to, bits) };
}

function inRange(wide: Node, fromUnsigned64: boolean, to: DataType, bits: number): Node {
  if (fromUnsigned64) {
    const max = isSigned(to) ? (1n << BigInt(bits - 1)) - 1n : (1n << BigInt(bits)) - 1n;
    return i64.leU(wide, i64.const(max));
  }
  if (!isSigned(to)) {
    if (bits === 64) return i64.geS(wide, i64.const(0n));
    return i64.leU(wide, i64.const((1n << BigInt(bits)) - 1n));
  }
  const extended = bits === 8 ? i64.extend8S(wide) : bits === 16 ? i64.extend16S(wide) : i64.extend32S(wide);
  return i64.eq(extended, wide);
}

function toDecimal(
  scope: Scope,
  value: CompiledValue,
  to: DataType & { readonly kind: "decimal" },
): Conversion | undefined {
  const { f } = scope;
  const wide = f.memo(widened(value.layout, only(value)), "wide");
  const unsigned = value.layout === "u64";
  const wholeDigits = to.precision - to.scale;
  const bounded = wholeDigits < CHECKED_DIGITS && value.type.kind !== "boolean";
  const ok = bounded && !isLosslessCast(value.type, to) ? fitsDigits(wide, unsigned, wholeDigits) : null;
  const factor = 10n ** BigInt(to.scale);
  if (layoutOf(to) === "i64") return { parts: [i64.mul(wide, i64.const(factor))], ok };
  const high = unsigned ? i64.const(0n) : i64.shrS(wide, i64.const(63));
  return { parts: i128Mul(f, [wide, high], i128Const(factor)), ok };
}

/** Whether |value| < 10^digits, digits at most 18. */
export function fitsDigits(value: Node, unsigned: boolean, digits: number): Node {
  const limit = 10n ** BigInt(digits);
  if (unsigned) return i64.ltU(value, i64.const(limit));
  return i64.ltU(i64.add(value, i64.const(limit - 1n)), i64.const(2n * limit - 1n));
}
