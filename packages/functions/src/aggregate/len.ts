import { i64 } from "@millrace/compiler";
import { Int64, UInt32 } from "@millrace/core";
import { AggregateExpr } from "@millrace/plan";
import type { AggregateFunction } from "../definition.ts";
import { checkCount } from "../resolve.ts";
import { count } from "./count.ts";
import { addWord } from "./numbers.ts";
import { countField, StateAt } from "./state.ts";

/** The definition of `len`. */
export const len: AggregateFunction = {
  ...count,
  name: "len",
  sqlNames: ["count_star"],
  doc: "The number of rows.",
  example: { type: Int64, values: [1n, null, 3n], result: 3n },
  resolve(args) {
    checkCount("len", args, 0, 1);
    return { argTypes: args.map(({ type }) => type), result: UInt32, nullable: false };
  },
  decompose: (args) => (args.length > 0 ? AggregateExpr("len", []) : null),
  update(scope, state) {
    addWord(scope.f, new StateAt(state, [countField]), "count", i64.const(1n));
  },
};
