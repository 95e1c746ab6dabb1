// Plans over two small tables, made from a list of numbers.

import type { Schema } from "@millrace/core";
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
  const grower = new PlanGrower(choices);
  return grower.grow(1 + grower.pick(6));
}

const joinTypes: readonly JoinType[] = ["inner", "left", "right", "full", "semi", "anti", "cross"];

function fieldsOf(plan: LogicalPlan): Schema["fields"] {
  return schemaOf(plan, catalog).fields;
}

function ofType(plan: LogicalPlan, kind: string): string[] {
  return fieldsOf(plan)
    .filter((field) => field.type.kind === kind)
    .map((field) => field.name);
}

class PlanGrower {
  readonly #choices: readonly number[];
  #at = 0;

  constructor(choices: readonly number[]) {
    this.#choices = choices;
  }

  /** The next choice, of `count`. */
  pick(count: number): number {
    return (this.#choices[this.#at++ % this.#choices.length] ?? 0) % count;
  }

  /** A plan of so many levels. */
  grow(depth: number): LogicalPlan {
    if (depth === 0) return this.pick(2) === 0 ? labs : visits;
    const input = this.grow(depth - 1);
    switch (this.pick(10)) {
      case 0:
      case 1:
        return FilterNode(input, this.#predicate(input));
      case 2: {
        const all = fieldsOf(input).map((field) => field.name);
        const kept = named(...all.slice(this.pick(all.length)));
        return ProjectNode(input, [...kept, NamedExpr(`x${this.#at}`, this.#term(input))]);
      }
      case 3:
        return this.#aggregate(input);
      case 4: {
        const keys = [SortKey(this.#anyColumn(input)), SortKey(lit(1n))];
        return SortNode(input, keys, this.pick(3) === 0 ? 3 : null);
      }
      case 5:
        return SliceNode(input, this.pick(3) - 1, this.pick(4));
      case 6:
        return UniqueNode({ input, subset: this.pick(2) === 0 ? null : [this.#anyName(input)] });
      case 7:
        return ConcatNode([input, FilterNode(input, this.#predicate(input))]);
      case 8:
        return RowIndexNode(input, `row${this.#at}`);
      default: {
        const right = this.grow(Math.min(1, depth - 1));
        return this.#join(input, right, joinTypes[this.pick(joinTypes.length)] ?? "inner");
      }
    }
  }

  #anyName(plan: LogicalPlan): string {
    const fields = fieldsOf(plan);
    return fields[this.pick(fields.length)]?.name ?? "";
  }

  #anyColumn(plan: LogicalPlan): Expr {
    return col(this.#anyName(plan));
  }

  #predicate(plan: LogicalPlan): Expr {
    const and = (): Expr => call("and", this.#term(plan), this.#term(plan));
    return [and, (): Expr => call("or", and(), and()), (): Expr => this.#term(plan)][this.pick(3)]?.() ?? lit(true);
  }

  #term(plan: LogicalPlan): Expr {
    const numbers = [...ofType(plan, "int64"), ...ofType(plan, "int32"), ...ofType(plan, "uint32")];
    const number = numbers[this.pick(Math.max(1, numbers.length))];
    const tests: Expr[] = [
      call("isNotNull", this.#anyColumn(plan)),
      call("isNull", this.#anyColumn(plan)),
      lit(this.pick(2) === 0),
    ];
    if (number !== undefined) {
      tests.push(
        call("gt", col(number), lit(BigInt(this.pick(9)))),
        call("lt", call("add", col(number), lit(1n)), lit(2.5)),
      );
    }
    const text = ofType(plan, "string")[0];
    if (text !== undefined) tests.push(call("isNotNull", call("str.toDate", col(text))));
    return tests[this.pick(tests.length)] ?? lit(true);
  }

  #aggregate(input: LogicalPlan): LogicalPlan {
    return AggregateNode({
      input,
      keys: this.pick(3) === 0 ? [] : named(this.#anyName(input)),
      aggregates: [
        NamedExpr(`n${this.#at}`, agg("len")),
        NamedExpr(`m${this.#at}`, agg("min", this.#anyColumn(input))),
      ],
    });
  }

  #join(left: LogicalPlan, right: LogicalPlan, type: JoinType): LogicalPlan {
    const a = ofType(left, "int64")[0];
    const b = ofType(right, this.pick(2) === 0 ? "int64" : "int32")[0];
    const keyless = type === "cross" || a === undefined || b === undefined;
    return JoinNode({
      left,
      right,
      type: keyless ? "cross" : type,
      leftOn: keyless ? [] : [col(a)],
      rightOn: keyless ? [] : [col(b)],
      coalesce: this.pick(2) === 0,
      suffix: `_${this.#at}`,
    });
  }
}
