import { i32, i64, valueOf } from "@millrace/compiler";
import { Int64, UInt32 } from "@millrace/core";
import { AggregateExpr } from "@millrace/plan";
import type { AggregateFunction } from "../definition.ts";
import { aggregateProperties } from "../definition.ts";
import { checkCount } from "../resolve.ts";
import { addWord } from "./numbers.ts";
import { countField, StateAt } from "./state.ts";

const fields = [countField];

/** The definition of `count`. */
export const count: AggregateFunction = {
  name: "count",
  sqlNames: ["count"],
  doc: "The number of values that are not null.",
  example: { type: Int64, values: [1n, null, 3n], result: 2n },
  properties: aggregateProperties,
  orderSensitive: false,
  holistic: false,
  resolve(args) {
    checkCount("count", args, 1);
    return { argTypes: [args[0]!.type], result: UInt32, nullable: false };
  },
  decompose: (_args, [type]) => (type!.nullable ? null : AggregateExpr("len", [])),
  state: () => fields,
  update(scope, state, [value]) {
    const one = value!.valid === null ? i64.const(1n) : i64.extendI32U(value!.valid);
    addWord(scope.f, new StateAt(state, fields), "count", one);
  },
  merge(scope, into, from) {
    addWord(scope.f, new StateAt(into, fields), "count", new StateAt(from, fields).load("count"));
  },
  finish: (_scope, state) => valueOf(UInt32, [i32.wrapI64(new StateAt(state, fields).load("count"))]),
};
