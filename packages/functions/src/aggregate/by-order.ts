import type { CompiledValue, Node, Scope, StateField } from "@millrace/compiler";
import { i32, i64 } from "@millrace/compiler";
import type { DataType } from "@millrace/core";
import { Int64, InternalEngineError } from "@millrace/core";
import type { AggregateFunction } from "../definition.ts";
import { aggregateProperties } from "../definition.ts";
import { keptValue } from "../resolve.ts";
import { loadFromState, storeInState, valueFields } from "./extreme.ts";
import { whereValid } from "./numbers.ts";
import { field, StateAt } from "./state.ts";

function fieldsOf(type: DataType): StateField[] {
  return [...valueFields(type), field("valid", "bool"), field("sequence", "i64")];
}

function take(scope: Scope, state: Node, value: CompiledValue, sequence: Node, earlier: boolean): void {
  const { f } = scope;
  const at = new StateAt(state, fieldsOf(value.type));
  const seq = f.memo(sequence, "sequence");
  const before = earlier ? i64.ltS(seq, at.load("sequence")) : i64.gtS(seq, at.load("sequence"));
  f.if(i32.or(i32.eqz(at.load("has")), before), () => {
    const valid = value.valid ?? i32.const(1);
    if (value.valid === null) storeInState(scope, at, value);
    else f.if(value.valid, () => storeInState(scope, at, value));
    f.store("i8", state, valid, at.offset("valid"));
    f.store("i8", state, i32.const(1), at.offset("has"));
    f.store("i64", state, seq, at.offset("sequence"));
  });
}

/** The definition of `first` or `last`: the value of the row with the least or greatest sequence number, null or not; options: ignoreNulls. */
export function byOrder(name: "first" | "last", doc: string): AggregateFunction {
  const earlier = name === "first";
  return {
    name,
    sqlNames: [name],
    doc,
    example: { type: Int64, values: [1n, 2n, 3n], result: earlier ? 1n : 3n },
    properties: { ...aggregateProperties, deterministic: true },
    orderSensitive: true,
    holistic: false,
    resolve: (args) => keptValue(name, args),
    state: ([type]) => fieldsOf(type!),
    update(scope, state, [value], sequence, options) {
      if (sequence === null) throw new InternalEngineError(`${name} needs the order of the rows`);
      if (options["ignoreNulls"] !== true) take(scope, state, value!, sequence, earlier);
      else whereValid(scope.f, value!, () => take(scope, state, { ...value!, valid: null }, sequence, earlier));
    },
    merge(scope, into, from, [type]) {
      const other = new StateAt(from, fieldsOf(type!));
      const value = loadFromState(other, type!, other.load("valid"));
      scope.f.if(other.load("has"), () => take(scope, into, value, other.load("sequence"), earlier));
    },
    finish(_scope, state, [type]) {
      const at = new StateAt(state, fieldsOf(type!));
      return loadFromState(at, type!, at.load("valid"));
    },
  };
}
