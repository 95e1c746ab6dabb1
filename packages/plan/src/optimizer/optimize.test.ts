import { OptionError, sameSchema } from "@millrace/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainLogical } from "../explain/explain-logical.ts";
import { AggregateNode } from "../logical/aggregate.ts";
import { FilterNode } from "../logical/filter.ts";
import { JoinNode } from "../logical/join.ts";
import { NamedExpr } from "../logical/named-expr.ts";
import { ProjectNode } from "../logical/project.ts";
import { schemaOf } from "../logical/schema.ts";
import { SliceNode } from "../logical/slice.ts";
import { SortKey, SortNode } from "../logical/sort.ts";
import { agg, call, col, lines, lit, named } from "../testing/building.ts";
import { catalog } from "../testing/fake-catalog.ts";
import { run } from "../testing/interpreter.ts";
import { labs, randomPlan, tables, visits } from "../testing/random-plan.ts";
import { optimize } from "./optimize.ts";
import { optimizerPasses } from "./passes.ts";

const context = { catalog, statistics: null, evaluator: null };

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

describe("random plans", () => {
  const plans = fc.array(fc.nat(5040), { minLength: 40, maxLength: 40 }).map(randomPlan);
  const names = ["none", ...optimizerPasses.map((pass) => pass.name)];

  it("keep their schema, whole and with each pass off, and under a second run", () => {
    fc.assert(
      fc.property(plans, fc.constantFrom(...names), (plan, name) => {
        const disabled = new Set(name === "none" ? [] : [name]);
        const { plan: optimized } = optimize(plan, { ...context, disabled });
        const again = optimize(optimized, { ...context, disabled });
        expect(sameSchema(schemaOf(plan, catalog), schemaOf(optimized, catalog))).toBe(true);
        expect(sameSchema(schemaOf(plan, catalog), schemaOf(again.plan, catalog))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("keep their rows, and raise no error that they did not raise as written", () => {
    let compared = 0;
    fc.assert(
      fc.property(plans, fc.constantFrom(...names), (plan, name) => {
        let rows: ReturnType<typeof run>;
        try {
          rows = run(plan, tables);
        } catch {
          return;
        }
        if (rows.length > 0) compared++;
        const disabled = new Set(name === "none" ? [] : [name]);
        const { plan: optimized } = optimize(plan, { ...context, disabled });
        const text = `${explainLogical(plan)}\nbecame\n${explainLogical(optimized)}`;
        expect(run(optimized, tables), text).toEqual(rows);
      }),
      { numRuns: 2000 },
    );
    expect(compared).toBeGreaterThan(300);
  });
});
