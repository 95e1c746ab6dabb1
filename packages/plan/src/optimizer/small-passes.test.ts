import { Int64, String as StringType } from "@millrace/core";
import { describe, expect, it } from "vitest";
import type { SourceStatistics } from "../catalogue.ts";
import { estimateRows } from "../estimate/estimate-rows.ts";
import { AggregateNode } from "../logical/aggregate.ts";
import { ConcatNode } from "../logical/concat.ts";
import { FilterNode } from "../logical/filter.ts";
import { JoinNode } from "../logical/join.ts";
import { NamedExpr } from "../logical/named-expr.ts";
import { ProjectNode } from "../logical/project.ts";
import { RowIndexNode } from "../logical/row-index.ts";
import { ScanNode } from "../logical/scan.ts";
import { SliceNode } from "../logical/slice.ts";
import { SortKey, SortNode } from "../logical/sort.ts";
import { UniqueNode } from "../logical/unique.ts";
import { after, agg, call, col, lines, lit, named, scan } from "../testing/building.ts";
import { buildSide } from "./build-side.ts";
import { crossJoin } from "./cross-join.ts";
import { projectionMerge } from "./projection-merge.ts";
import { redundancy } from "./redundancy.ts";
import { slicePushdown } from "./slice-pushdown.ts";
import { sortLimit } from "./sort-limit.ts";

const table = scan("t", { a: Int64, b: Int64, s: StringType });
const other = scan("o", { c: Int64, b: Int64 });
const sum = call("add", col("a"), lit(1n));

describe("projectionMerge", () => {
  it("merges what is used once or costs nothing", () => {
    const inner = ProjectNode(table, [NamedExpr("x", sum), NamedExpr("y", col("b"))]);
    const outer = [NamedExpr("z", call("mul", col("x"), col("y"))), NamedExpr("y", col("y"))];
    expect(after(projectionMerge, ProjectNode(inner, outer))).toBe(
      lines("PROJECT [z: (a + 1) * b, y: b]", "  PARQUET SCAN t"),
    );
  });

  it("computes nothing twice", () => {
    const inner = ProjectNode(table, [NamedExpr("x", sum)]);
    expect(after(projectionMerge, ProjectNode(inner, [NamedExpr("z", call("mul", col("x"), col("x")))]))).toBe(
      lines("PROJECT [z: x * x]", "  PROJECT [x: a + 1]", "    PARQUET SCAN t"),
    );
  });

  it("removes projections that only choose", () => {
    expect(after(projectionMerge, ProjectNode(table, named("a", "b", "s")))).toBe("PARQUET SCAN t");
    expect(after(projectionMerge, ProjectNode(table, named("s", "a")))).toBe("PARQUET SCAN t  PROJECT 2/3 [s, a]");
  });
});

describe("slicePushdown", () => {
  const pushed = (plan: Parameters<typeof after>[1]): string => after(slicePushdown, plan);

  it("goes through projections and row numbers into the scan", () => {
    expect(pushed(SliceNode(ProjectNode(table, [NamedExpr("x", sum)]), 0, 5))).toBe(
      lines("PROJECT [x: a + 1]", "  PARQUET SCAN t  LIMIT 5"),
    );
    expect(pushed(SliceNode(RowIndexNode(table, "i"), 2, 5))).toBe(
      lines("ROW INDEX i FROM 2", "  SLICE OFFSET 2 LENGTH 5", "    PARQUET SCAN t  LIMIT 7"),
    );
    expect(pushed(SliceNode(SliceNode(table, 10, 5), 3, 4))).toBe(
      lines("SLICE OFFSET 13 LENGTH 2", "  PARQUET SCAN t  LIMIT 15"),
    );
  });

  it("limits each input of a concat", () => {
    const filtered = FilterNode(table, call("isNull", col("a")));
    expect(pushed(SliceNode(ConcatNode([table, filtered]), 1, 4))).toBe(
      lines(
        "SLICE OFFSET 1 LENGTH 4",
        "  CONCAT",
        "    PARQUET SCAN t  LIMIT 5",
        "    LIMIT 5",
        "      FILTER isNull(a)",
        "        PARQUET SCAN t",
      ),
    );
  });

  it("stays above what cannot count its rows", () => {
    const scanned = ScanNode({ ...table, predicate: call("isNull", col("a")) });
    expect(pushed(SliceNode(scanned, 0, 5))).toBe(lines("LIMIT 5", "  PARQUET SCAN t  WHERE isNull(a)"));
    expect(pushed(SliceNode(table, -3, 3))).toBe(lines("SLICE OFFSET -3 LENGTH 3", "  PARQUET SCAN t"));
    const random = ProjectNode(table, [NamedExpr("r", call("random"))]);
    expect(pushed(SliceNode(random, 0, 5))).toBe(lines("LIMIT 5", "  PROJECT [r: random()]", "    PARQUET SCAN t"));
  });
});

describe("sortLimit", () => {
  it("limits a sort by the slice above it", () => {
    const sorted = SortNode(table, [SortKey(col("a"), { descending: true })]);
    expect(after(sortLimit, SliceNode(sorted, 0, 10))).toBe(lines("SORT BY [a desc] LIMIT 10", "  PARQUET SCAN t"));
    expect(after(sortLimit, SliceNode(sorted, 5, 10))).toBe(
      lines("SLICE OFFSET 5 LENGTH 10", "  SORT BY [a desc] LIMIT 15", "    PARQUET SCAN t"),
    );
    expect(after(sortLimit, SliceNode(sorted, -5, 5))).toBe(
      lines("SLICE OFFSET -5 LENGTH 5", "  SORT BY [a desc]", "    PARQUET SCAN t"),
    );
  });
});

describe("redundancy", () => {
  it("drops sort keys that order nothing", () => {
    const keys = [SortKey(col("a")), SortKey(lit(1n)), SortKey(col("a"), { descending: true }), SortKey(col("b"))];
    expect(after(redundancy, SortNode(table, keys))).toBe(lines("SORT BY [a, b]", "  PARQUET SCAN t"));
    expect(after(redundancy, SortNode(table, [SortKey(lit(1n))], 3))).toBe(lines("LIMIT 3", "  PARQUET SCAN t"));
  });

  it("drops a distinct of groups that holds their keys", () => {
    const grouped = AggregateNode({ input: table, keys: named("a", "b"), aggregates: [NamedExpr("n", agg("len"))] });
    const text = lines("AGGREGATE BY [a, b] → [n: len()]", "  PARQUET SCAN t");
    expect(after(redundancy, UniqueNode({ input: grouped }))).toBe(text);
    expect(after(redundancy, UniqueNode({ input: grouped, subset: ["b", "a"] }))).toBe(text);
    expect(after(redundancy, UniqueNode({ input: grouped, subset: ["a"] }))).toMatch(/^UNIQUE/);
  });
});

describe("crossJoin", () => {
  const product = JoinNode({ left: table, right: other, type: "cross", leftOn: [], rightOn: [] });

  it("joins on equalities of both sides", () => {
    const predicate = call("and", call("eq", col("b_right"), col("a")), call("gt", col("b"), col("c")));
    expect(after(crossJoin, FilterNode(product, predicate))).toBe(
      lines("FILTER b > c", "  INNER JOIN ON [a] = [b]", "    PARQUET SCAN t", "    PARQUET SCAN o"),
    );
  });

  it("leaves other products alone", () => {
    expect(after(crossJoin, FilterNode(product, call("eq", col("a"), col("b"))))).toBe(
      lines("FILTER a = b", "  CROSS JOIN", "    PARQUET SCAN t", "    PARQUET SCAN o"),
    );
  });
});

describe("buildSide and estimateRows", () => {
  const rows: Readonly<Record<string, number>> = { t: 1_000_000, o: 10_000 };
  const statistics: SourceStatistics = {
    rows: (source) => rows[source.label] ?? 0,
    column: (_, name) => (name === "c" ? { min: 1n, max: 10_000n, nullCount: 0, distinctCount: null } : null),
  };
  const join = (left: ScanNode, right: ScanNode, type: "inner" | "left" | "semi"): JoinNode =>
    JoinNode({
      left,
      right,
      type,
      leftOn: [col(left === table ? "a" : "c")],
      rightOn: [col(right === table ? "a" : "c")],
    });

  it("builds the smaller side", () => {
    expect(after(buildSide, join(table, other, "inner"), statistics)).toContain("BUILD right");
    expect(after(buildSide, join(other, table, "inner"), statistics)).toContain("BUILD left");
    expect(after(buildSide, join(other, table, "semi"), statistics)).toContain("BUILD left");
    expect(after(buildSide, join(table, other, "left"), statistics)).toContain("BUILD right");
    expect(after(buildSide, join(other, table, "inner"))).not.toContain("BUILD");
  });

  it("estimates from bounds, distinct values and defaults", () => {
    const estimate = (plan: Parameters<typeof estimateRows>[0]): number => Math.round(estimateRows(plan, statistics));
    expect(estimate(other)).toBe(10_000);
    expect(estimate(ScanNode({ ...other, predicate: call("eq", col("c"), lit(5n)) }))).toBe(1);
    expect(estimate(ScanNode({ ...other, predicate: call("le", col("c"), lit(2501n)) }))).toBe(2500);
    expect(estimate(FilterNode(table, call("eq", col("s"), lit("x"))))).toBe(100_000);
    expect(estimate(join(table, other, "inner"))).toBe(10_000);
    expect(estimate(AggregateNode({ input: table, keys: [], aggregates: [] }))).toBe(1);
    expect(estimate(SliceNode(table, 999_990, 100))).toBe(10);
  });
});
