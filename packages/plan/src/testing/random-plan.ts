// Plans over two small tables, made from a list of numbers.

import { Int32, Int64, String as StringType } from "@millrace/core";
import type { Expr } from "../expr/expr.ts";
import { AggregateNode } from "../logical/aggregate.ts";
import { ConcatNode } from "../logical/concat.ts";
import { FilterNode } from "../logical/filter.ts";
import type { JoinType } from "../logical/join.ts";
import { JoinNode } from "../logical/join.ts";
import type { LogicalPlan } from "../logical/logical-plan.ts";
import { NamedExpr } from "../logical/named-expr.ts";
import { ProjectNode } from "../logical/project.ts";
import { RowIndexNode } from "../logical/row-index.ts";
import type { ScanNode } from "../logical/scan.ts";
import { schemaOf } from "../logical/schema.ts";
import { SliceNode } from "../logical/slice.ts";
import { SortKey, SortNode } from "../logical/sort.ts";
import { UniqueNode } from "../logical/unique.ts";
import { agg, call, col, lit, named, scan } from "./building.ts";
import { catalog } from "./fake-catalog.ts";
import type { Tables } from "./interpreter.ts";

/** Laboratory results. */
export const labs: ScanNode = scan("labs", { patient: Int64, test: StringType, value: Int32, note: StringType });
/** Visits of the same patients. */
export const visits: ScanNode = scan("visits", { patient: Int64, site: StringType, value: Int32 });

/** The rows of both; "bad" is what fails to be a date. */
export const tables: Tables = {
  labs: [
    { patient: 1, test: "HbA1c", value: 6, note: "2020-01-01" },
    { patient: 2, test: "bad", value: 3, note: null },
    { patient: null, test: "HbA1c", value: 1, note: "bad" },
    { patient: 3, test: null, value: null, note: "2020-01-02" },
    { patient: 2, test: "HbA1c", value: 8, note: "2020-01-01" },
  ],
  visits: [
    { patient: 2, site: "north", value: 2 },
    { patient: 1, site: "bad", value: 1 },
    { patient: 5, site: "south", value: null },
    { patient: null, site: null, value: 3 },
    { patient: 2, site: "south", value: 6 },
  ],
};

/** A plan in which every choice is a number, so that any list of numbers is a plan. */
export function randomPlan(choices: readonly number[]): LogicalPlan {
  let at = 0;
  const pick = (count: number): number => (choices[at++ % choices.length] ?? 0) % count;
  const ofType = (plan: LogicalPlan, kind: string): string[] =>
    schemaOf(plan, catalog)
      .fields.filter((field) => field.type.kind === kind)
      .map((field) => field.name);
  const anyName = (plan: LogicalPlan): string => {
    const { fields } = schemaOf(plan, catalog);
    return fields[pick(fields.length)]?.name ?? "";
  };
  const term = (plan: LogicalPlan): Expr => {
    const numbers = [...ofType(plan, "int64"), ...ofType(plan, "int32"), ...ofType(plan, "uint32")];
    const number = numbers[pick(Math.max(1, numbers.length))];
    const tests: Expr[] = [
      call("isNotNull", col(anyName(plan))),
      call("isNull", col(anyName(plan))),
      lit(pick(2) === 0),
    ];
    if (number !== undefined) {
      tests.push(
        call("gt", col(number), lit(BigInt(pick(9)))),
        call("lt", call("add", col(number), lit(1n)), lit(2.5)),
      );
    }
    const text = ofType(plan, "string")[0];
    if (text !== undefined) tests.push(call("isNotNull", call("str.toDate", col(text))));
    return tests[pick(tests.length)] ?? lit(true);
  };
  const predicate = (plan: LogicalPlan): Expr => {
    const and = (): Expr => call("and", term(plan), term(plan));
    return [and, (): Expr => call("or", and(), and()), (): Expr => term(plan)][pick(3)]?.() ?? lit(true);
  };
  const grow = (depth: number): LogicalPlan => {
    if (depth === 0) return pick(2) === 0 ? labs : visits;
    const input = grow(depth - 1);
    const all = schemaOf(input, catalog).fields.map((field) => field.name);
    switch (pick(10)) {
      case 0:
      case 1:
        return FilterNode(input, predicate(input));
      case 2:
        return ProjectNode(input, [...named(...all.slice(pick(all.length))), NamedExpr(`x${at}`, term(input))]);
      case 3:
        return AggregateNode({
          input,
          keys: pick(3) === 0 ? [] : named(anyName(input)),
          aggregates: [NamedExpr(`n${at}`, agg("len")), NamedExpr(`m${at}`, agg("min", col(anyName(input))))],
        });
      case 4:
        return SortNode(input, [SortKey(col(anyName(input))), SortKey(lit(1n))], pick(3) === 0 ? 3 : null);
      case 5:
        return SliceNode(input, pick(3) - 1, pick(4));
      case 6:
        return UniqueNode({ input, subset: pick(2) === 0 ? null : [anyName(input)] });
      case 7:
        return ConcatNode([input, FilterNode(input, predicate(input))]);
      case 8:
        return RowIndexNode(input, `row${at}`);
      default: {
        const right = grow(Math.min(1, depth - 1));
        const kind = (["inner", "left", "right", "full", "semi", "anti", "cross"] as const)[pick(7)] ?? "inner";
        return join(input, right, kind);
      }
    }
  };
  const join = (left: LogicalPlan, right: LogicalPlan, type: JoinType): LogicalPlan => {
    const a = ofType(left, "int64")[0];
    const b = ofType(right, pick(2) === 0 ? "int64" : "int32")[0];
    const keyless = type === "cross" || a === undefined || b === undefined;
    return JoinNode({
      left,
      right,
      type: keyless ? "cross" : type,
      leftOn: keyless ? [] : [col(a)],
      rightOn: keyless ? [] : [col(b)],
      coalesce: pick(2) === 0,
      suffix: `_${at}`,
    });
  };
  return grow(1 + pick(6));
}
