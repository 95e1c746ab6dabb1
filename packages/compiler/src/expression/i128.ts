import type { FunctionBuilder } from "../assembler/function-builder.ts";
import type { Node } from "../assembler/node.ts";
import { i32, i64 } from "../assembler/opcodes.ts";

/** A signed 128-bit integer: low and high word. */
export type I128 = readonly [low: Node, high: Node];

const LOW_HALF = 0xffffffffn;

/** The constant as two words. */
export function i128Const(value: bigint): I128 {
  return [i64.const(BigInt.asIntN(64, value)), i64.const(BigInt.asIntN(64, value >> 64n))];
}

/** Sign extension. */
export function i128FromI64(f: FunctionBuilder, value: Node): I128 {
  const low = f.memo(value, "low");
  return [low, i64.shrS(low, i64.const(63))];
}

/** a + b, modulo 2^128. */
export function i128Add(f: FunctionBuilder, a: I128, b: I128): I128 {
  const addend = f.memo(b[0], "addend");
  const low = f.memo(i64.add(a[0], addend), "low");
  const carry = i64.extendI32U(i64.ltU(low, addend));
  return [low, f.memo(i64.add(i64.add(a[1], b[1]), carry), "high")];
}

/** a - b, modulo 2^128. */
export function i128Sub(f: FunctionBuilder, a: I128, b: I128): I128 {
  const [left, right] = [f.memo(a[0], "left"), f.memo(b[0], "right")];
  const borrow = i64.extendI32U(i64.ltU(left, right));
  return [f.memo(i64.sub(left, right), "low"), f.memo(i64.sub(i64.sub(a[1], b[1]), borrow), "high")];
}

/** -a, modulo 2^128. */
export function i128Neg(f: FunctionBuilder, a: I128): I128 {
  return i128Sub(f, i128Const(0n), a);
}

/** The high word of the unsigned product of two words. */
function mulHighU(f: FunctionBuilder, a: Node, b: Node): Node {
  const low = (x: Node) => i64.and(x, i64.const(LOW_HALF));
  const high = (x: Node) => i64.shrU(x, i64.const(32));
  const [a0, a1] = [f.memo(low(a), "a0"), f.memo(high(a), "a1")];
  const [b0, b1] = [f.memo(low(b), "b0"), f.memo(high(b), "b1")];
  const middle = f.memo(i64.add(i64.mul(a1, b0), high(i64.mul(a0, b0))), "middle");
  const other = f.memo(i64.add(i64.mul(a0, b1), low(middle)), "other");
  return i64.add(i64.add(i64.mul(a1, b1), high(middle)), high(other));
}

/**
 * Leading bits of the product of two signed words that are surely sign bits, if 66 or more bits of the two words together are:
 * the product then fits 64 bits.
 */
function productFitsWord(a: Node, b: Node): Node {
  const signBits = (x: Node) => i64.clz(i64.xor(x, i64.shrS(x, i64.const(63))));
  return i64.geU(i64.add(signBits(a), signBits(b)), i64.const(66));
}

/** The high word of a product whose low word is known: mostly its sign alone, so the long way is behind a branch. */
function productHigh(f: FunctionBuilder, fits: Node, low: Node, long: () => Node): Node {
  const high = f.local("i64", "high");
  f.if(
    fits,
    () => f.set(high, i64.shrS(low, i64.const(63))),
    () => f.set(high, long()),
  );
  return high;
}

/** The exact product of two signed words. */
export function i128MulWide(f: FunctionBuilder, left: Node, right: Node): I128 {
  const [a, b] = [f.memo(left, "a"), f.memo(right, "b")];
  const sign = (x: Node) => i64.shrS(x, i64.const(63));
  const low = f.memo(i64.mul(a, b), "low");
  const high = productHigh(f, productFitsWord(a, b), low, () => {
    const correction = i64.add(i64.and(sign(a), b), i64.and(sign(b), a));
    return i64.sub(mulHighU(f, a, b), correction);
  });
  return [low, high];
}

/** a · b, modulo 2^128. */
export function i128Mul(f: FunctionBuilder, a: I128, b: I128): I128 {
  const [a0, b0] = [f.memo(a[0], "a"), f.memo(b[0], "b")];
  const [a1, b1] = [f.memo(a[1], "a.high"), f.memo(b[1], "b.high")];
  const low = f.memo(i64.mul(a0, b0), "low");
  const isWord = (word: Node, high: Node) => i64.eq(i64.shrS(word, i64.const(63)), high);
  const fits = i32.and(i32.and(isWord(a0, a1), isWord(b0, b1)), productFitsWord(a0, b0));
  const high = productHigh(f, fits, low, () => {
    const cross = i64.add(i64.mul(a1, b0), i64.mul(a0, b1));
    return i64.add(mulHighU(f, a0, b0), cross);
  });
  return [low, high];
}

/** a = b. */
export function i128Eq(a: I128, b: I128): Node {
  return i64.eqz(i64.or(i64.xor(a[0], b[0]), i64.xor(a[1], b[1])));
}

/** a < b, signed. */
export function i128Lt(a: I128, b: I128): Node {
  return i32.select(i64.eq(a[1], b[1]), i64.ltU(a[0], b[0]), i64.ltS(a[1], b[1]));
}

/** Whether a is negative. */
export function i128IsNegative(a: I128): Node {
  return i64.ltS(a[1], i64.const(0n));
}
