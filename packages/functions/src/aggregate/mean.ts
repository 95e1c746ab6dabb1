import type { FunctionBuilder, Node, Scope, StateField } from "@millrace/compiler";
import { decimalToDouble, f32, f64, i64, valueOf } from "@millrace/compiler";
import type { DataType } from "@millrace/core";
import {
  Decimal,
  Float64,
  isFloat,
  isInteger,
  isNumeric,
  layoutOf,
  layoutWidth,
  MAX_SUM_PRECISION,
  UInt32,
} from "@millrace/core";
import type { Expr } from "@millrace/plan";
import { AggregateExpr, Branch, CallExpr, CastExpr, ConditionalExpr, LiteralExpr } from "@millrace/plan";
import type { AggregateFunction } from "../definition.ts";
import { aggregateProperties } from "../definition.ts";
import { checkCount, mismatch } from "../resolve.ts";
import { addSum, addTerm, sumFields, totalOf } from "./double-double.ts";
import { addExact, addWide, addWord, asDouble, loadWide, whereValid } from "./numbers.ts";
import { countField, field, StateAt } from "./state.ts";

function fieldsOf([type]: readonly DataType[]): StateField[] {
  return [...(isFloat(type!) ? sumFields("sum") : [field("sum", "i128")]), countField];
}

/** The sum as float64: of floats rounded once, of integers and decimals exact until the conversion. */
function sumOf(scope: Scope, at: StateAt, type: DataType): Node {
  if (isFloat(type)) return totalOf(scope.f, at, "sum");
  const scale = type.kind === "decimal" ? type.scale : 0;
  const parts = loadWide(scope.f, at, "sum").map((part) => scope.f.memo(part, "sum"));
  return decimalToDouble(scope, valueOf(Decimal(MAX_SUM_PRECISION, scale), parts));
}

/** The definition of `mean`. */
export const mean: AggregateFunction = {
  name: "mean",
  sqlNames: ["avg", "mean"],
  doc: "The mean of the values that are not null; null for none. The same in any order of the rows.",
  example: { type: Float64, values: [1, null, 2], result: 1.5 },
  properties: aggregateProperties,
  orderSensitive: false,
  holistic: false,
  resolve(args) {
    checkCount("mean", args, 1);
    const { type } = args[0]!;
    if (!isNumeric(type) && type.kind !== "boolean" && type.kind !== "null") mismatch("mean", args);
    const argType = type.kind === "null" ? Float64 : type;
    return { argTypes: [argType], result: argType.kind === "float32" ? argType : Float64, nullable: true };
  },
  decompose: (args, [type]) => (isSumExact(type!.type) ? quotientOfSums(args) : null),
  state: fieldsOf,
  update(scope, state, [value]) {
    const { f } = scope;
    const at = new StateAt(state, fieldsOf([value!.type]));
    whereValid(f, value!, () => {
      if (isFloat(value!.type)) addTerm(f, at, "sum", [asDouble(scope, value!), f64.const(0)]);
      else addExact(scope, at, "sum", value!);
      addWord(f, at, "count", i64.const(1n));
    });
  },
  merge(scope, into, from, argTypes) {
    const { f } = scope;
    const [a, b] = [new StateAt(into, fieldsOf(argTypes)), new StateAt(from, fieldsOf(argTypes))];
    mergeSum(f, a, b, argTypes[0]!);
    addWord(f, a, "count", b.load("count"));
  },
  finish(scope, state, argTypes) {
    const type = argTypes[0]!;
    const at = new StateAt(state, fieldsOf(argTypes));
    const count = scope.f.memo(at.load("count"), "count");
    const quotient = f64.div(sumOf(scope, at, type), f64.convertI64S(count));
    const valid = i64.ne(count, i64.const(0n));
    if (type.kind === "float32") return valueOf(type, [f32.demoteF64(quotient)], valid);
    return valueOf(Float64, [quotient], valid);
  },
};

function mergeSum(f: FunctionBuilder, into: StateAt, from: StateAt, type: DataType): void {
  if (isFloat(type)) addSum(f, into, from, "sum");
  else addWide(f, into, "sum", loadWide(f, from, "sum"));
}

/** Whether `sum` has all of what the mean needs: the sum of 64-bit integers wraps around, that of float32 is rounded. */
function isSumExact(type: DataType): boolean {
  return type.kind === "decimal" || type.kind === "float64" || (isInteger(type) && layoutWidth(layoutOf(type)) < 8);
}

function quotientOfSums(args: readonly Expr[]): Expr {
  const count = AggregateExpr("count", args);
  const some = CallExpr("gt", [count, LiteralExpr(0n, UInt32)]);
  const operands = [AggregateExpr("sum", args), count].map((part) => CastExpr(part, Float64, false));
  return ConditionalExpr([Branch(some, CallExpr("div", operands))], LiteralExpr(null, Float64));
}
