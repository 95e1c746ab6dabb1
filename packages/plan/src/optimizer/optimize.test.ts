import { Int32, Int64, OptionError, String as StringType, sameSchema } from "@millrace/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainLogical } from "../explain/explain-logical.ts";
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
import { schemaOf } from "../logical/schema.ts";
import { SliceNode } from "../logical/slice.ts";
import { SortKey, SortNode } from "../logical/sort.ts";
import { UniqueNode } from "../logical/unique.ts";
import { agg, call, col, lines, lit, named, scan } from "../test/building.ts";
import { catalog } from "../test/fake-catalog.ts";
import { optimize } from "./optimize.ts";
import { optimizerPasses } from "./passes.ts";

const context = { catalog, statistics: null, evaluator: null };
const labs = scan("labs", { patient: Int64, test: StringType, value: Int32, note: StringType });
const visits = scan("visits", { patient: Int64, site: StringType, value: Int32 });

describe("optimize", () => {
  it("turns a query as written into one that reads little", () => {
    const joined = JoinNode({
      left: labs,
      right: visits,
      type: "inner",
      leftOn: [col("patient")],
      rightOn: [col("patient")],
      coalesce: true,
    });
    const filtered = FilterNode(
      joined,
      call("and", call("eq", col("test"), lit("HbA1c")), call("gt", col("value"), lit(5n))),
    );
    const grouped = AggregateNode({
      input: filtered,
      keys: named("site"),
      aggregates: [NamedExpr("n", agg("len")), NamedExpr("mean", agg("mean", col("value")))],
    });
    const plan = SliceNode(SortNode(ProjectNode(grouped, named("site", "mean")), [SortKey(col("mean"))]), 0, 10);
    const { plan: optimized, report } = optimize(plan, context);
    expect(explainLogical(optimized)).toBe(
      lines(
        "SORT BY [mean] LIMIT 10",
        "  AGGREGATE BY [site] → [mean: mean(value)]",
        "    INNER JOIN ON [patient] = [patient]",
        '      PARQUET SCAN labs  PROJECT 2/4 [patient, value]  WHERE test = "HbA1c" and value > 5',
        "      PARQUET SCAN visits  PROJECT 2/3 [patient, site]",
      ),
    );
    expect(report.filter((pass) => pass.changed).map((pass) => pass.name)).toEqual([
      "typeCoercion",
      "predicatePushdown",
      "projectionPushdown",
      "projectionMerge",
      "sortLimit",
    ]);
  });

  it("switches passes off by name, and knows the names", () => {
    const plan = FilterNode(labs, call("isNull", col("value")));
    const disabled = new Set(["predicatePushdown"]);
    expect(explainLogical(optimize(plan, { ...context, disabled }).plan)).toMatch(/^FILTER/);
    expect(() => optimize(plan, { ...context, disabled: new Set(["pushdown"]) })).toThrow(OptionError);
    expect(new Set(optimizerPasses.map((pass) => pass.name)).size).toBe(optimizerPasses.length);
  });
});

/** Plans over random data: every choice is a number, so that any list of numbers is a plan. */
function randomPlan(choices: readonly number[]): LogicalPlan {
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
    const tests: Expr[] = [call("isNotNull", col(anyName(plan))), lit(pick(2) === 0)];
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
        return SortNode(input, [SortKey(col(anyName(input))), SortKey(lit(1n))]);
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

describe("random plans", () => {
  it("keep their schema, whole and with each pass off, and are stable under a second run", () => {
    const plans = fc.array(fc.nat(5040), { minLength: 40, maxLength: 40 }).map(randomPlan);
    const names = ["none", ...optimizerPasses.map((pass) => pass.name)];
    fc.assert(
      fc.property(plans, fc.constantFrom(...names), (plan, name) => {
        const disabled = new Set(name === "none" ? [] : [name]);
        const { plan: optimized } = optimize(plan, { ...context, disabled });
        const again = optimize(optimized, { ...context, disabled });
        return (
          sameSchema(schemaOf(plan, catalog), schemaOf(optimized, catalog)) &&
          sameSchema(schemaOf(plan, catalog), schemaOf(again.plan, catalog))
        );
      }),
      { numRuns: 500 },
    );
  });
});
