import { Int64, String as StringType } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { AggregateNode } from "../logical/aggregate.ts";
import { ConcatNode } from "../logical/concat.ts";
import { FilterNode } from "../logical/filter.ts";
import { JoinNode } from "../logical/join.ts";
import { NamedExpr } from "../logical/named-expr.ts";
import { ProjectNode } from "../logical/project.ts";
import { RowIndexNode } from "../logical/row-index.ts";
import { ScanNode } from "../logical/scan.ts";
import { SortKey, SortNode } from "../logical/sort.ts";
import { UniqueNode } from "../logical/unique.ts";
import { after, agg, call, col, lines, lit, named, scan } from "../testing/building.ts";
import { projectionPushdown } from "./projection-pushdown.ts";

const left = scan("l", { k: Int64, a: Int64, s: StringType, z: Int64 });
const right = scan("r", { id: Int64, a: Int64, b: Int64 });
const pruned = (plan: Parameters<typeof after>[1]): string => after(projectionPushdown, plan);
const positive = call("gt", col("a"), lit(0n));

describe("projectionPushdown", () => {
  it("reads what is used, in the scan's order; a scan's own predicate needs no column", () => {
    const filtered = ScanNode({ ...left, predicate: positive });
    expect(pruned(ProjectNode(filtered, named("s", "k")))).toBe(
      lines("PROJECT [s, k]", "  PARQUET SCAN l  PROJECT 2/4 [k, s]  WHERE a > 0"),
    );
  });

  it("drops unused aggregates, computed columns and row numbers", () => {
    const computed = ProjectNode(RowIndexNode(left, "row"), [
      ...named("k", "row"),
      NamedExpr("costly", call("str.toDate", col("s"))),
    ]);
    const grouped = AggregateNode({
      input: computed,
      keys: named("k"),
      aggregates: [NamedExpr("n", agg("len")), NamedExpr("first", agg("min", col("costly")))],
    });
    expect(pruned(ProjectNode(grouped, named("n")))).toBe(
      lines(
        "PROJECT [n]",
        "  AGGREGATE BY [k] → [n: len()]",
        "    PROJECT [k]",
        "      PARQUET SCAN l  PROJECT 1/4 [k]",
      ),
    );
  });

  it("counts rows without columns", () => {
    const count = AggregateNode({
      input: ProjectNode(left, named("a")),
      keys: [],
      aggregates: [NamedExpr("n", agg("len"))],
    });
    expect(pruned(count)).toBe(lines("AGGREGATE BY [] → [n: len()]", "  PARQUET SCAN l  PROJECT 0/4 []"));
  });

  it("lets no column appear that was not there", () => {
    const flag = ProjectNode(FilterNode(left, positive), [NamedExpr("flag", lit(true))]);
    const product = JoinNode({ left: flag, right, type: "cross", leftOn: [], rightOn: [] });
    expect(pruned(ProjectNode(product, named("a")))).toBe(
      lines(
        "PROJECT [a]",
        "  CROSS JOIN",
        "    PROJECT [flag: true]",
        "      FILTER a > 0",
        "        PARQUET SCAN l  PROJECT 1/4 [a]",
        "    PARQUET SCAN r  PROJECT 1/3 [a]",
      ),
    );
  });

  it("keeps the left's name while a suffix depends on it", () => {
    const join = JoinNode({ left, right, type: "inner", leftOn: [col("k")], rightOn: [col("id")], coalesce: true });
    expect(pruned(ProjectNode(join, named("a_right")))).toBe(
      lines(
        "PROJECT [a_right]",
        "  INNER JOIN ON [k] = [id]",
        "    PARQUET SCAN l  PROJECT 2/4 [k, a]",
        "    PARQUET SCAN r  PROJECT 2/3 [id, a]",
      ),
    );
  });

  it("does not keep a filter's columns in a join, a sort or a concat", () => {
    const sorted = SortNode(FilterNode(left, positive), [SortKey(col("k"))]);
    expect(pruned(ProjectNode(sorted, named("s")))).toBe(
      lines(
        "PROJECT [s]",
        "  SORT BY [k]",
        "    PROJECT [k, s]",
        "      FILTER a > 0",
        "        PARQUET SCAN l  PROJECT 3/4 [k, a, s]",
      ),
    );
    const both = ConcatNode([FilterNode(left, positive), left]);
    expect(pruned(ProjectNode(both, named("z")))).toBe(
      lines(
        "PROJECT [z]",
        "  CONCAT",
        "    PROJECT [z]",
        "      FILTER a > 0",
        "        PARQUET SCAN l  PROJECT 2/4 [a, z]",
        "    PARQUET SCAN l  PROJECT 1/4 [z]",
      ),
    );
  });

  it("keeps what decides on distinct rows", () => {
    expect(pruned(ProjectNode(UniqueNode({ input: right }), named("b")))).toBe(
      lines("PROJECT [b]", "  UNIQUE KEEP any", "    PARQUET SCAN r"),
    );
  });
});
