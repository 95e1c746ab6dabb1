import { DuplicateColumnError, Int32, Int64, InvalidPlanError, String as StringType, schemaText } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { agg, call, col, lit, named, scan } from "../testing/building.ts";
import { catalog } from "../testing/fake-catalog.ts";
import { AggregateNode } from "./aggregate.ts";
import { ConcatNode } from "./concat.ts";
import { FilterNode } from "./filter.ts";
import type { JoinType } from "./join.ts";
import { JoinNode } from "./join.ts";
import { planKey } from "./key.ts";
import type { LogicalPlan } from "./logical-plan.ts";
import { NamedExpr } from "./named-expr.ts";
import { ProjectNode } from "./project.ts";
import { RowIndexNode } from "./row-index.ts";
import { schemaOf } from "./schema.ts";

const left = scan("l", { k: Int64, x: Int32 }, false);
const right = scan("r", { id: Int64, x: Int32, y: StringType }, false);

function join(type: JoinType, coalesce: boolean): JoinNode {
  return JoinNode({ left, right, type, leftOn: [col("k")], rightOn: [col("id")], coalesce });
}

/** Names, with a question mark on those that may be null. */
function names(plan: LogicalPlan): string {
  return schemaOf(plan, catalog)
    .fields.map((field) => field.name + (field.nullable ? "?" : ""))
    .join(" ");
}

describe("schemaOf", () => {
  it("orders, merges and suffixes the columns of joins", () => {
    expect(names(join("inner", true))).toBe("k x x_right y");
    expect(names(join("inner", false))).toBe("k x id x_right y");
    expect(names(join("left", true))).toBe("k x x_right? y?");
    expect(names(join("left", false))).toBe("k x id? x_right? y?");
    expect(names(join("right", true))).toBe("x? id x_right y");
    expect(names(join("full", false))).toBe("k? x? id? x_right? y?");
    expect(names(join("full", true))).toBe("k x? x_right? y?");
    expect(names(join("semi", true))).toBe("k x");
    expect(names(JoinNode({ left, right, type: "cross", leftOn: [], rightOn: [] }))).toBe("k x id x_right y");
  });

  it("knows what a filter proves", () => {
    const nullable = scan("n", { a: Int64, b: Int64, c: Int64 });
    const predicate = call("and", call("gt", col("a"), lit(1n)), call("isNotNull", col("b")));
    expect(names(FilterNode(nullable, predicate))).toBe("a b c?");
    expect(names(FilterNode(nullable, call("or", call("isNotNull", col("a")), col("c"))).input)).toBe("a? b? c?");
  });

  it("types aggregations and row numbers", () => {
    const plan = AggregateNode({
      input: left,
      keys: named("x"),
      aggregates: [NamedExpr("n", agg("len")), NamedExpr("half", call("mul", agg("mean", col("k")), lit(0.5)))],
    });
    expect(schemaText(schemaOf(RowIndexNode(plan, "row"), catalog))).toBe(
      "row: UInt32, x: Int32, n: UInt32, half: Float64",
    );
  });

  it("refuses plans without meaning", () => {
    const bare = AggregateNode({ input: left, keys: named("x"), aggregates: named("k") });
    expect(() => schemaOf(bare, catalog)).toThrow(/aggregate it/);
    expect(() => schemaOf(ProjectNode(left, [NamedExpr("s", agg("sum", col("x")))]), catalog)).toThrow(
      InvalidPlanError,
    );
    expect(() => schemaOf(ProjectNode(left, named("x", "x")), catalog)).toThrow(DuplicateColumnError);
    expect(() => schemaOf(ConcatNode([left, right]), catalog)).toThrow(InvalidPlanError);
    expect(() => schemaOf(JoinNode({ ...join("inner", true), rightOn: [] }), catalog)).toThrow(/as many keys/);
    expect(() => schemaOf(JoinNode({ ...join("inner", true), rightOn: [col("y")] }), catalog)).toThrow(/one type/);
  });
});

describe("planKey", () => {
  it("is the same for equal plans and for their clones, and no others", () => {
    expect(planKey(structuredClone(join("left", true)) as LogicalPlan)).toBe(planKey(join("left", true)));
    expect(planKey(join("left", true))).not.toBe(planKey(join("left", false)));
  });

  it("has a part once that the plan repeats, whether its nodes are the same objects or not", () => {
    let shared: LogicalPlan = left;
    for (let i = 0; i < 40; i++) shared = JoinNode({ ...join("semi", true), left: shared, right: shared });
    expect(planKey(shared).length).toBeLessThan(40 * 1000);
    const twice = (plan: () => LogicalPlan): LogicalPlan =>
      JoinNode({ ...join("semi", true), left: plan(), right: plan() });
    const one = join("semi", true);
    expect(planKey(twice(() => one))).toBe(planKey(twice(() => join("semi", true))));
    expect(planKey(twice(() => one))).not.toBe(planKey(JoinNode({ ...one, left: one, right })));
  });
});
