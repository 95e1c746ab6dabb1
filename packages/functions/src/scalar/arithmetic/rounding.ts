import type { CompiledValue, EmitContext, Node } from "@millrace/compiler";
import { f32, f64, floorDivide, i64, only, valueOf } from "@millrace/compiler";
import { Float64, isFloat, MAX_DECIMAL_PRECISION } from "@millrace/core";
import type { ArgumentType, ResolvedCall } from "@millrace/plan";
import { uniform } from "../../resolve.ts";
import { resolveUnary } from "./resolve.ts";

/** From here on every float64 is an integer. */
const ALL_INTEGERS = 2 ** 52;

/** Rounding keeps the type; decimals of more than 18 digits become floats. */
export function resolveRounding(name: string, args: readonly ArgumentType[]): ResolvedCall {
  const { result } = resolveUnary(name, args);
  const wide = result.kind === "decimal" && result.precision > MAX_DECIMAL_PRECISION;
  return uniform(args, wide ? Float64 : result, wide ? Float64 : result);
}

/** Rounds to an integer by an instruction for floats; a decimal keeps its scale. */
export function emitWhole(context: EmitContext, value: CompiledValue, instruction: "floor" | "ceil"): CompiledValue {
  const { type, scope } = context;
  if (isFloat(type)) {
    const op = type.kind === "float32" ? f32 : f64;
    return valueOf(type, [op[instruction](only(value))]);
  }
  if (type.kind !== "decimal" || type.scale === 0) return type.kind === "null" ? scope.literal(null, type) : value;
  const unit = 10n ** BigInt(type.scale);
  const part = scope.f.memo(only(value), "unscaled");
  // ceil(x) = -floor(-x)
  const negate = (node: Node) => i64.sub(i64.const(0n), node);
  const whole = (node: Node) => i64.mul(floorDivide(scope, node, unit), i64.const(unit));
  return valueOf(type, [instruction === "floor" ? whole(part) : negate(whole(negate(part)))]);
}

/** Rounds to so many digits after the point, half to even. */
export function emitRound(context: EmitContext, value: CompiledValue, decimals: number): CompiledValue {
  const { type, scope } = context;
  if (type.kind === "null") return scope.literal(null, type);
  if (type.kind === "decimal") return decimals >= type.scale ? value : roundDecimal(context, value, decimals);
  if (!isFloat(type)) return value;
  const { f } = scope;
  const single = type.kind === "float32";
  const x = f.memo(single ? f64.promoteF32(only(value)) : only(value), "unrounded");
  const unit = f64.const(10 ** decimals);
  const rounded = decimals === 0 ? f64.nearest(x) : f64.div(f64.nearest(f64.mul(x, unit)), unit);
  const inexact = f64.lt(f64.abs(x), f64.const(ALL_INTEGERS));
  const result = decimals === 0 ? rounded : f64.select(inexact, rounded, x);
  return valueOf(type, [single ? f32.demoteF64(result) : result]);
}

function roundDecimal(context: EmitContext, value: CompiledValue, decimals: number): CompiledValue {
  const { type, scope } = context;
  if (type.kind !== "decimal") return value;
  const { f } = scope;
  const unit = 10n ** BigInt(type.scale - decimals);
  const part = f.memo(only(value), "unscaled");
  const floored = f.memo(floorDivide(scope, part, unit), "floored");
  const rest = f.memo(i64.sub(part, i64.mul(floored, i64.const(unit))), "rest");
  const half = i64.const(unit / 2n);
  const isOdd = i64.and(floored, i64.const(1n));
  const up = i64.select(i64.eq(rest, half), isOdd, i64.extendI32U(i64.gtS(rest, half)));
  return valueOf(type, [i64.mul(i64.add(floored, up), i64.const(unit))]);
}
