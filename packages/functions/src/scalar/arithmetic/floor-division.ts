import type { CompiledValue, EmitContext, Node } from "@millrace/compiler";
import { bothValid, f32, f64, i32, i64, only, valueOf, widened } from "@millrace/compiler";
import { isFloat, isInteger } from "@millrace/core";
import { isSigned } from "@millrace/plan";
import { wrapTo } from "./emit.ts";

interface Division {
  readonly quotient: Node;
  readonly rest: Node;
  /** 0 where the divisor is 0; null for floats, which have infinities. */
  readonly ok: Node | null;
}

/**
 * Quotient rounded towards minus infinity, and the rest, which has the divisor's sign, as in Python and Polars. Integers are
 * divided in 64 bits: no narrow quotient traps there, and -1 as a divisor is set apart because the least i64 would.
 */
export function emitFloorDivision(context: EmitContext, args: readonly CompiledValue[]): Division {
  const { f } = context.scope;
  const [a, b] = [args[0]!, args[1]!];
  if (isFloat(context.type)) {
    const op = a.layout === "f32" ? f32 : f64;
    const [x, y] = [f.memo(only(a), "dividend"), f.memo(only(b), "divisor")];
    const quotient = f.memo(op.floor(op.div(x, y)), "quotient");
    return { quotient, rest: op.sub(x, op.mul(quotient, y)), ok: null };
  }
  const x = f.memo(widened(a.layout, only(a)), "dividend");
  const y = f.memo(widened(b.layout, only(b)), "divisor");
  const isZero = f.memo(i64.eqz(y), "isZero");
  const one = i64.const(1n);
  if (!isSigned(context.type)) {
    const safe = f.memo(i64.select(isZero, one, y), "safe");
    return { quotient: i64.divU(x, safe), rest: i64.remU(x, safe), ok: i32.eqz(isZero) };
  }
  const isMinusOne = f.memo(i64.eq(y, i64.const(-1n)), "isMinusOne");
  const safe = f.memo(i64.select(i32.or(isZero, isMinusOne), one, y), "safe");
  const rest = f.memo(i64.remS(x, safe), "rest");
  const signsDiffer = i64.ltS(i64.xor(rest, safe), i64.const(0n));
  const below = f.memo(i32.and(i64.ne(rest, i64.const(0n)), signsDiffer), "below");
  const floored = i64.sub(i64.divS(x, safe), i64.extendI32U(below));
  return {
    quotient: i64.select(isMinusOne, i64.sub(i64.const(0n), x), floored),
    rest: i64.add(rest, i64.select(below, safe, i64.const(0n))),
    ok: i32.eqz(isZero),
  };
}

/** The value of the result's type, null where there is none. */
export function dividedValue(context: EmitContext, node: Node, ok: Node | null): CompiledValue {
  const { type } = context;
  const { layout } = valueOf(type, []);
  const part = isInteger(type) && layout !== "i64" && layout !== "u64" ? wrapTo(layout, i32.wrapI64(node)) : node;
  return valueOf(type, [part], bothValid(null, ok));
}
