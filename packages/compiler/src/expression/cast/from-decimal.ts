import type { DataType } from "@millrace/core";
import { Int64, isInteger, layoutOf } from "@millrace/core";
import type { Node } from "../../assembler/node.ts";
import { f32, f64, i32, i64 } from "../../assembler/opcodes.ts";
import type { CompiledValue } from "../compiled-value.ts";
import { only, valueOf } from "../compiled-value.ts";
import type { I128 } from "../i128.ts";
import { i128Const, i128FromI64, i128Mul } from "../i128.ts";
import type { Scope } from "../scope.ts";
import { emitShortText } from "../string-access.ts";
import type { Conversion } from "./conversion.ts";
import { bothOk, continued, total } from "./conversion.ts";
import { fitsDigits, toInteger } from "./from-integer.ts";

type DecimalType = DataType & { readonly kind: "decimal" };

/** Room for a sign, a point, a zero before it and 39 digits. */
const MAX_TEXT = 48;
/** The greatest power of ten that a float64 holds exactly. */
const EXACT_POWER = 22;
const BYTES_128 = 16;

/** A decimal's unscaled value in 128 bits. */
export function wideDecimal(scope: Scope, value: CompiledValue): I128 {
  return value.layout === "i128" ? (value.parts as unknown as I128) : i128FromI64(scope.f, only(value));
}

/** A decimal as float64: exact to the last bit where the unscaled value lies below 2^53, else off by at most one unit. */
export function decimalToDouble(scope: Scope, value: CompiledValue): Node {
  const { scale } = value.type as DecimalType;
  if (value.layout === "i64" && scale <= EXACT_POWER) {
    const double = f64.convertI64S(only(value));
    return scale === 0 ? double : f64.div(double, f64.const(10 ** scale));
  }
  const [low, high] = wideDecimal(scope, value);
  return scope.f.callNode(scope.kernel("decimal_to_f64"), [low, high, i32.const(scale)]);
}

/** Converts decimals: to integers by cutting off the fraction, to a smaller scale by rounding half away from zero. */
export function fromDecimal(scope: Scope, value: CompiledValue, to: DataType): Conversion | undefined {
  const { f } = scope;
  const from = value.type as DecimalType;
  if (isInteger(to)) return decimalToInteger(scope, value, to);
  switch (to.kind) {
    case "float32":
      return total(f32.demoteF64(decimalToDouble(scope, value)));
    case "float64":
      return total(decimalToDouble(scope, value));
    case "boolean": {
      const bits = value.parts.reduce((a, b) => i64.or(a, b));
      return total(i64.ne(bits, i64.const(0n)));
    }
    case "decimal":
      return rescale(scope, value, to);
    case "string":
    case "categorical": {
      const [low, high] = wideDecimal(scope, value);
      const kernel = scope.kernel("format_decimal");
      const write = (address: Node) => f.callNode(kernel, [low, high, i32.const(from.scale), address]);
      return total(emitShortText(scope, MAX_TEXT, write));
    }
    default:
      return undefined;
  }
}

function decimalToInteger(scope: Scope, value: CompiledValue, to: DataType): Conversion | undefined {
  const { scale } = value.type as DecimalType;
  if (value.layout === "i64") {
    const whole = i64.divS(only(value), i64.const(10n ** BigInt(scale)));
    return toInteger(scope, valueOf(Int64, [whole]), to);
  }
  const [low, high] = shiftedDown(scope, "decimal_truncate", wideDecimal(scope, value), scale);
  const inWord = to.kind === "uint64" ? i64.eqz(high) : i64.eq(high, i64.shrS(low, i64.const(63)));
  if (to.kind === "uint64") return { parts: [low], ok: inWord };
  return continued({ parts: [], ok: inWord }, toInteger(scope, valueOf(Int64, [low]), to));
}

/** The value divided by 10^digits, by a kernel that says how it rounds. */
function shiftedDown(scope: Scope, kernel: string, [low, high]: I128, digits: number): I128 {
  const { f } = scope;
  const out = f.memo(scope.rowScratch(BYTES_128), "quotient");
  f.call(scope.kernel(kernel), [low, high, i32.const(digits), out]);
  return [f.memo(i64.load(out), "low"), f.memo(i64.load(out, 8), "high")];
}

/** Another scale and precision. Not ok where digits before the point are lost. */
function rescale(scope: Scope, value: CompiledValue, to: DecimalType): Conversion {
  const from = value.type as DecimalType;
  const steps = to.scale - from.scale;
  const certain = from.precision + steps + (steps < 0 ? 1 : 0) <= to.precision;
  if (value.layout === "i64" && layoutOf(to) === "i64") return rescaleWord(scope, only(value), to, steps, certain);
  const wide = wideDecimal(scope, value);
  const fits = ([low, high]: I128, digits: number): Node =>
    scope.f.memo(scope.f.callNode(scope.kernel("decimal_fits"), [low, high, i32.const(digits)]), "fits");
  const before = steps > 0 && !certain ? fits(wide, to.precision - steps) : null;
  const scaled =
    steps === 0
      ? wide
      : steps > 0
        ? i128Mul(scope.f, wide, i128Const(10n ** BigInt(steps)))
        : shiftedDown(scope, "decimal_round", wide, -steps);
  const after = steps <= 0 && !certain ? fits(scaled, to.precision) : null;
  return { parts: layoutOf(to) === "i64" ? [scaled[0]] : scaled, ok: bothOk(before, after) };
}

function rescaleWord(scope: Scope, part: Node, to: DecimalType, steps: number, certain: boolean): Conversion {
  const { f } = scope;
  const value = f.memo(part, "unscaled");
  if (steps >= 0) {
    const ok = certain ? null : fitsDigits(value, false, Math.max(0, to.precision - steps));
    return { parts: [steps === 0 ? value : i64.mul(value, i64.const(10n ** BigInt(steps)))], ok };
  }
  const factor = 10n ** BigInt(-steps);
  const quotient = f.memo(i64.divS(value, i64.const(factor)), "quotient");
  const rest = i64.sub(value, i64.mul(quotient, i64.const(factor)));
  // The rest rounds up from half a unit: rest / (factor / 2) is -1, 0 or 1.
  const rounded = f.memo(i64.add(quotient, i64.divS(rest, i64.const(factor / 2n))), "rounded");
  return { parts: [rounded], ok: certain ? null : fitsDigits(rounded, false, to.precision) };
}
