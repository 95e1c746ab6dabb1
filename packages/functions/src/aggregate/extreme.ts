import type { CompiledValue, Node, Scope, StateField } from "@millrace/compiler";
import { emitComparison, f32, f64, i32, keepValue, loadValue, storeValue, valueOf } from "@millrace/compiler";
import type { DataType } from "@millrace/core";
import { Float64, InternalEngineError, isFloat, layoutOf, TEXT_FIELD_SIZE } from "@millrace/core";
import type { AggregateFunction } from "../definition.ts";
import { aggregateProperties } from "../definition.ts";
import { keptValue } from "../resolve.ts";
import { whereValid } from "./numbers.ts";
import { field, StateAt } from "./state.ts";

/** Whether some value was stored, and the value; a string has words behind it for whoever keeps its text. */
export function valueFields(type: DataType): StateField[] {
  const value = field("value", layoutOf(type));
  return [field("has", "bool"), value.layout === "view" ? { ...value, width: TEXT_FIELD_SIZE } : value];
}

/** Stores a value in the field; strings by whoever owns the state. */
export function storeInState(scope: Scope, at: StateAt, value: CompiledValue): void {
  if (value.layout !== "view") storeValue(scope.f, value.layout, at.address, value.parts, at.offset("value"));
  else keepText(scope, i32.add(at.address, i32.const(at.offset("value"))), value);
}

/** Stores a string in the field at an address. */
export function keepText(scope: Scope, field: Node, value: CompiledValue): void {
  if (scope.keepString === undefined) {
    throw new InternalEngineError("This place does not keep strings in aggregate states");
  }
  scope.keepString(field, value.parts[0]!);
}

/** The value in the field. */
export function loadFromState(at: StateAt, type: DataType, valid: Node | null): CompiledValue {
  return valueOf(type, loadValue(layoutOf(type), at.address, at.offset("value")), valid);
}

/** Whether the new value takes the place of the old: NaN gives way to every number, as in Polars. */
function isBetter(scope: Scope, direction: "lt" | "gt", value: CompiledValue, old: CompiledValue): Node {
  if (!isFloat(value.type)) return emitComparison(scope, direction, value, old);
  const op = value.layout === "f32" ? f32 : f64;
  const [x, y] = [value.parts[0]!, scope.f.memo(old.parts[0]!, "old")];
  return i32.or(op[direction](x, y), op.ne(y, y));
}

/** -0 becomes 0, so that the result does not depend on which of the two came first. */
function withoutNegativeZero(value: CompiledValue): CompiledValue {
  if (!isFloat(value.type)) return value;
  const op = value.layout === "f32" ? f32 : f64;
  return { ...value, parts: [op.add(value.parts[0]!, op.const(0))] };
}

function take(scope: Scope, state: Node, given: CompiledValue, direction: "lt" | "gt"): void {
  const { f } = scope;
  const value = keepValue(f, withoutNegativeZero(given), "candidate");
  const at = new StateAt(state, valueFields(value.type));
  const old = loadFromState(at, value.type, null);
  const replaces = f.local("i32", "replaces");
  f.set(replaces, i32.const(1));
  f.if(at.load("has"), () => f.set(replaces, isBetter(scope, direction, value, old)));
  f.if(replaces, () => {
    storeInState(scope, at, value);
    f.store("i8", state, i32.const(1), at.offset("has"));
  });
}

/** The definition of `min` or `max`. */
export function extreme(name: "min" | "max", direction: "lt" | "gt", doc: string): AggregateFunction {
  return {
    name,
    sqlNames: [name],
    doc,
    example: { type: Float64, values: [1, null, 3, Number.NaN], result: name === "min" ? 1 : 3 },
    properties: aggregateProperties,
    orderSensitive: false,
    holistic: false,
    resolve: (args) => keptValue(name, args),
    state: ([type]) => valueFields(type!),
    update(scope, state, [value]) {
      whereValid(scope.f, value!, () => take(scope, state, value!, direction));
    },
    merge(scope, into, from, [type]) {
      const other = new StateAt(from, valueFields(type!));
      scope.f.if(other.load("has"), () => take(scope, into, loadFromState(other, type!, null), direction));
    },
    finish(_scope, state, [type]) {
      const at = new StateAt(state, valueFields(type!));
      return loadFromState(at, type!, at.load("has"));
    },
  };
}
