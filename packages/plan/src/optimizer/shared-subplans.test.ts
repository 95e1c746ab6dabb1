import { Field, Int64 } from "@millrace/core";
import { describe, expect, it } from "vitest";
import type { SourceStatistics } from "../catalogue.ts";
import { explainLogical } from "../explain/explain-logical.ts";
import { AggregateNode } from "../logical/aggregate.ts";
import { FilterNode } from "../logical/filter.ts";
import { JoinNode } from "../logical/join.ts";
import type { LogicalPlan } from "../logical/logical-plan.ts";
import { NamedExpr } from "../logical/named-expr.ts";
import { ProjectNode } from "../logical/project.ts";
import { ScanNode } from "../logical/scan.ts";
import { agg, call, col, lit } from "../testing/building.ts";
import { catalog } from "../testing/fake-catalog.ts";
import { optimize } from "./optimize.ts";

const table = ScanNode({
  source: { kind: "files", format: "parquet", files: [], options: {}, label: "t" },
  sourceSchema: { fields: ["a", "b", "c"].map((name) => Field(name, Int64, true)) },
});

function statisticsOf(rows: number): SourceStatistics {
  return { rows: () => rows, column: () => ({ min: 0n, max: 99n, nullCount: 0, distinctCount: null }) };
}

function groups(): AggregateNode {
  const aggregates = ["b", "c"].map((name) => NamedExpr(`sum_${name}`, agg("sum", col(name))));
  return AggregateNode({ input: table, keys: [NamedExpr("a", col("a"))], aggregates });
}

function optimized(plan: LogicalPlan, rows: number): string[] {
  const context = { catalog, statistics: statisticsOf(rows), evaluator: null };
  return explainLogical(optimize(plan, context).plan).split("\n");
}

function joined(left: LogicalPlan, right: LogicalPlan): JoinNode {
  return JoinNode({ left, right, type: "inner", leftOn: [col("a")], rightOn: [col("a")] });
}

describe("sub-plans that occur twice", () => {
  it("are computed once, with the columns and rows that some reader wants", () => {
    const some = FilterNode(groups(), call("gt", col("sum_b"), lit(5n)));
    const others = FilterNode(groups(), call("lt", col("sum_b"), lit(3n)));
    const keys = ProjectNode(others, [NamedExpr("a", col("a"))]);
    const lines = optimized(ProjectNode(joined(some, keys), [NamedExpr("a", col("a"))]), 1_000_000);
    expect(lines.filter((line) => line.includes("PARQUET SCAN"))).toHaveLength(1);
    expect(lines.filter((line) => line.includes("SHARED 1"))).toHaveLength(3);
    expect(lines.join("\n")).not.toContain("sum_c");
    expect(lines.find((line) => line.includes("FILTER"))).toContain("or");
  });

  it("are computed again where that costs little, or leaves most rows", () => {
    expect(optimized(joined(groups(), groups()), 1000).join("\n")).not.toContain("SHARED");
    expect(optimized(joined(table, table), 1_000_000).join("\n")).not.toContain("SHARED");
  });
});
