import type { CompiledValue, Options, StateField } from "@millrace/compiler";
import { f32, f64, i32, i64, only, valueOf, widened } from "@millrace/compiler";
import type { DataType } from "@millrace/core";
import { Decimal, Int64, isFloat, isNumeric, MAX_SUM_PRECISION, UInt32 } from "@millrace/core";
import type { AggregateFunction } from "../definition.ts";
import { aggregateProperties } from "../definition.ts";
import { checkCount, mismatch } from "../resolve.ts";
import { addSum, addTerm, sumFields, totalOf } from "./double-double.ts";
import { addExact, addWide, addWord, asDouble, loadWide, whereValid } from "./numbers.ts";
import { countField, field, nullIfEmpty, StateAt } from "./state.ts";

function fieldsOf([type]: readonly DataType[], options: Options): StateField[] {
  const sum = isFloat(type!) ? sumFields("sum") : [field("sum", type!.kind === "decimal" ? "i128" : "i64")];
  return nullIfEmpty(options) ? [...sum, countField] : sum;
}

function resultType(type: DataType): DataType {
  if (isFloat(type) || type.kind === "uint64") return type;
  if (type.kind === "decimal") return Decimal(MAX_SUM_PRECISION, type.scale);
  return type.kind === "boolean" ? UInt32 : Int64;
}

/** The definition of `sum`; options: nullIfEmpty. */
export const sum: AggregateFunction = {
  name: "sum",
  sqlNames: ["sum"],
  doc:
    "The sum of the values that are not null; 0 for none. Integers sum to Int64 (UInt64 to UInt64) and wrap around, decimals " +
    "to 38 digits, floats exactly enough to be the same in any order.",
  example: { type: Int64, values: [1n, null, 3n], result: 4n },
  properties: aggregateProperties,
  orderSensitive: false,
  holistic: false,
  resolve(args, options) {
    checkCount("sum", args, 1);
    const { type } = args[0]!;
    if (type.kind === "null") return { argTypes: [Int64], result: Int64, nullable: nullIfEmpty(options) };
    if (!isNumeric(type) && type.kind !== "boolean") mismatch("sum", args);
    return { argTypes: [type], result: resultType(type), nullable: nullIfEmpty(options) };
  },
  state: fieldsOf,
  update(scope, state, [value], _seq, options) {
    const { f } = scope;
    const at = new StateAt(state, fieldsOf([value!.type], options));
    whereValid(f, value!, () => {
      if (isFloat(value!.type)) addTerm(f, at, "sum", [asDouble(scope, value!), f64.const(0)]);
      else if (value!.type.kind === "decimal") addExact(scope, at, "sum", value!);
      else addWord(f, at, "sum", widened(value!.layout, only(value!)));
      if (nullIfEmpty(options)) addWord(f, at, "count", i64.const(1n));
    });
  },
  merge(scope, into, from, argTypes, options) {
    const { f } = scope;
    const fields = fieldsOf(argTypes, options);
    const [a, b] = [new StateAt(into, fields), new StateAt(from, fields)];
    if (isFloat(argTypes[0]!)) addSum(f, a, b, "sum");
    else if (argTypes[0]!.kind === "decimal") addWide(f, a, "sum", loadWide(f, b, "sum"));
    else addWord(f, a, "sum", b.load("sum"));
    if (nullIfEmpty(options)) addWord(f, a, "count", b.load("count"));
  },
  finish(scope, state, argTypes, options) {
    const at = new StateAt(state, fieldsOf(argTypes, options));
    const valid = nullIfEmpty(options) ? i64.ne(at.load("count"), i64.const(0n)) : null;
    return { ...finished(scope.f, at, argTypes[0]!), valid };
  },
};

function finished(f: Parameters<typeof totalOf>[0], at: StateAt, type: DataType): CompiledValue {
  const result = resultType(type);
  if (isFloat(type)) {
    const total = totalOf(f, at, "sum");
    return valueOf(result, [type.kind === "float32" ? f32.demoteF64(total) : total]);
  }
  if (type.kind === "decimal") return valueOf(result, loadWide(f, at, "sum"));
  return valueOf(result, [type.kind === "boolean" ? i32.wrapI64(at.load("sum")) : at.load("sum")]);
}
