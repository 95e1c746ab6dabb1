// Sums in double-double arithmetic: a sum and the exact error of its additions (Knuth's TwoSum, Dekker's TwoProduct).
// A state holds three words: high, low, and the sum of terms that are not finite, which would spoil the others.
import type { FunctionBuilder, Node, StateField } from "@millrace/compiler";
import { f64, i32 } from "@millrace/compiler";
import type { StateAt } from "./state.ts";
import { field } from "./state.ts";

const SPLITTER = 2 ** 27 + 1;

/** A value as a sum of two floats, the second much smaller. */
export type DoubleDouble = readonly [high: Node, low: Node];

/** The fields of a sum. */
export function sumFields(name: string): StateField[] {
  return [field(`${name}.high`, "f64"), field(`${name}.low`, "f64"), field(`${name}.special`, "f64")];
}

/** a + b and its exact error. */
export function twoSum(f: FunctionBuilder, left: Node, right: Node): DoubleDouble {
  const [a, b] = [f.memo(left, "a"), f.memo(right, "b")];
  const sum = f.memo(f64.add(a, b), "sum");
  const share = f.memo(f64.sub(sum, a), "share");
  return [sum, f.memo(f64.add(f64.sub(a, f64.sub(sum, share)), f64.sub(b, share)), "error")];
}

/** a · b and its exact error, for factors below 2^996. */
export function twoProduct(f: FunctionBuilder, left: Node, right: Node): DoubleDouble {
  const [a, b] = [f.memo(left, "a"), f.memo(right, "b")];
  const product = f.memo(f64.mul(a, b), "product");
  const [aHigh, aLow] = split(f, a);
  const [bHigh, bLow] = split(f, b);
  const first = f64.sub(f64.mul(aHigh, bHigh), product);
  const crossed = f64.add(f64.add(first, f64.mul(aHigh, bLow)), f64.mul(aLow, bHigh));
  return [product, f.memo(f64.add(crossed, f64.mul(aLow, bLow)), "error")];
}

function split(f: FunctionBuilder, value: Node): DoubleDouble {
  const scaled = f.memo(f64.mul(value, f64.const(SPLITTER)), "scaled");
  const high = f.memo(f64.sub(scaled, f64.sub(scaled, value)), "high");
  return [high, f.memo(f64.sub(value, high), "low")];
}

/** Whether a number is neither infinite nor NaN. */
export function isFinite(x: Node): Node {
  return f64.lt(f64.abs(x), f64.const(Number.POSITIVE_INFINITY));
}

/** Adds a term, given as a value and its error. */
export function addTerm(f: FunctionBuilder, state: StateAt, name: string, [term, error]: DoubleDouble): void {
  const x = f.memo(term, "term");
  f.if(
    isFinite(x),
    () => {
      const [sum, rest] = twoSum(f, state.load(`${name}.high`), x);
      f.store("f64", state.address, sum, state.offset(`${name}.high`));
      const low = f64.add(state.load(`${name}.low`), f64.add(rest, error));
      f.store("f64", state.address, low, state.offset(`${name}.low`));
    },
    () => {
      const special = f64.add(state.load(`${name}.special`), x);
      f.store("f64", state.address, special, state.offset(`${name}.special`));
    },
  );
}

/** Adds the sum of another state. A high word that overflowed is not a special term: it gives way to those. */
export function addSum(f: FunctionBuilder, into: StateAt, from: StateAt, name: string): void {
  const [sum, rest] = twoSum(f, into.load(`${name}.high`), from.load(`${name}.high`));
  f.store("f64", into.address, sum, into.offset(`${name}.high`));
  const low = f64.add(into.load(`${name}.low`), f64.add(rest, from.load(`${name}.low`)));
  f.store("f64", into.address, low, into.offset(`${name}.low`));
  const special = f64.add(into.load(`${name}.special`), from.load(`${name}.special`));
  f.store("f64", into.address, special, into.offset(`${name}.special`));
}

/** The sum rounded once: what is not finite, if there was such a term. */
export function totalOf(f: FunctionBuilder, state: StateAt, name: string): Node {
  const high = f.memo(state.load(`${name}.high`), "high");
  const special = f.memo(state.load(`${name}.special`), "special");
  // A sum of finite terms that overflowed has an infinite high word and no meaning in the low one.
  const finite = f64.select(isFinite(high), f64.add(high, state.load(`${name}.low`)), high);
  return f64.select(f64.eq(special, f64.const(0)), finite, special);
}

/** The sum as a normalized pair, meaningful where no term was special. */
export function pairOf(f: FunctionBuilder, state: StateAt, name: string): DoubleDouble {
  return twoSum(f, state.load(`${name}.high`), state.load(`${name}.low`));
}

/** Whether no term was infinite or NaN. */
export function isRegular(state: StateAt, name: string): Node {
  return i32.and(f64.eq(state.load(`${name}.special`), f64.const(0)), isFinite(state.load(`${name}.high`)));
}
