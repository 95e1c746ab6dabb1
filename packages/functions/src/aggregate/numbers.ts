import type { CompiledValue, FunctionBuilder, I128, Node, Scope } from "@millrace/compiler";
import { decimalToDouble, f64, i64, i128Add, only, wideDecimal, widened } from "@millrace/compiler";
import type { StateAt } from "./state.ts";

/** Runs the code where the value is not null. */
export function whereValid(f: FunctionBuilder, value: CompiledValue, then: () => void): void {
  if (value.valid === null) then();
  else f.if(value.valid, then);
}

/** A number of any type as float64. */
export function asDouble(scope: Scope, value: CompiledValue): Node {
  if (value.layout === "f64") return only(value);
  if (value.layout === "f32") return f64.promoteF32(only(value));
  if (value.type.kind === "decimal") return decimalToDouble(scope, value);
  const wide = widened(value.layout, only(value));
  return value.layout === "u64" ? f64.convertI64U(wide) : f64.convertI64S(wide);
}

/** An integer, boolean or unscaled decimal in 128 bits. */
function asWide(scope: Scope, value: CompiledValue): I128 {
  if (value.type.kind === "decimal") return wideDecimal(scope, value);
  const word = scope.f.memo(widened(value.layout, only(value)), "word");
  return [word, value.layout === "u64" ? i64.const(0n) : i64.shrS(word, i64.const(63))];
}

// A field of 128 bits holds high · 2^64 + low with a signed low word: as long as the sum fits 64 bits, the high word is 0, and
// adding to the low one is all there is to do.

/** The number in a field of 128 bits. */
export function loadWide(f: FunctionBuilder, state: StateAt, name: string): I128 {
  const low = f.memo(state.load(name), "low");
  return [low, i64.add(state.parts(name)[1]!, i64.shrS(low, i64.const(63)))];
}

/** Adds to a field of 128 bits. */
export function addWide(f: FunctionBuilder, state: StateAt, name: string, term: I128): void {
  const [low, high] = i128Add(f, loadWide(f, state, name), term);
  f.store("i64", state.address, low, state.offset(name));
  f.store("i64", state.address, i64.sub(high, i64.shrS(low, i64.const(63))), state.offset(name) + 8);
}

/** Adds a decimal or an integer to a field of 128 bits: to its low word alone where no sum of the batch's numbers leaves it. */
export function addExact(scope: Scope, state: StateAt, name: string, value: CompiledValue): void {
  const { f, bounds } = scope;
  const add = (): void => addWide(f, state, name, asWide(scope, value));
  if (value.magnitude === undefined || bounds === undefined) add();
  else f.if(bounds.sumFitsWord(value.magnitude), () => addWord(f, state, name, value.parts[0]!), add);
}

/** Adds to a field of 64 bits. */
export function addWord(f: FunctionBuilder, state: StateAt, name: string, term: Node): void {
  f.store("i64", state.address, i64.add(state.load(name), term), state.offset(name));
}
