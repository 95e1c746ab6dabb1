import { Int64, String as StringType } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { explainLogical } from "../explain/explain-logical.ts";
import { AggregateNode } from "../logical/aggregate.ts";
import { ConcatNode } from "../logical/concat.ts";
import { FilterNode } from "../logical/filter.ts";
import type { JoinType, JoinValidation } from "../logical/join.ts";
import { JoinNode } from "../logical/join.ts";
import { NamedExpr } from "../logical/named-expr.ts";
import { ProjectNode } from "../logical/project.ts";
import { RowIndexNode } from "../logical/row-index.ts";
import { SliceNode } from "../logical/slice.ts";
import { SortKey, SortNode } from "../logical/sort.ts";
import { UniqueNode } from "../logical/unique.ts";
import { after, agg, call, col, lines, lit, named, scan } from "../testing/building.ts";
import { catalog } from "../testing/fake-catalog.ts";
import { predicatePushdown } from "./predicate-pushdown.ts";

const left = scan("l", { k: Int64, a: Int64, s: StringType });
const right = scan("r", { id: Int64, b: Int64 });
const above = (name: string, value: number): ReturnType<typeof call> => call("gt", col(name), lit(BigInt(value)));

function join(type: JoinType, validate: JoinValidation = "m:m"): JoinNode {
  return JoinNode({ left, right, type, leftOn: [col("k")], rightOn: [col("id")], coalesce: true, validate });
}

const pushed = (plan: Parameters<typeof after>[1]): string => after(predicatePushdown, plan);

describe("predicatePushdown", () => {
  it("goes through projections, conjunct by conjunct, unless a value must not move", () => {
    const plan = ProjectNode(left, [
      NamedExpr("n", call("add", col("a"), lit(1n))),
      NamedExpr("day", call("str.toDate", col("s"))),
      NamedExpr("r", call("random")),
    ]);
    const predicate = call("and", above("n", 1), call("isNotNull", col("day")), call("gt", col("r"), lit(0.5)));
    expect(pushed(FilterNode(plan, predicate))).toBe(
      lines(
        "FILTER isNotNull(day) and r > 0.5",
        "  PROJECT [n: a + 1, day: str.toDate(s), r: random()]",
        "    PARQUET SCAN l  WHERE a + 1 > 1",
      ),
    );
  });

  it("leaves fallible predicates where they are", () => {
    const fallible = call("isNotNull", call("str.toDate", col("s")));
    expect(pushed(FilterNode(FilterNode(left, fallible), above("a", 1)))).toBe(
      lines("FILTER isNotNull(str.toDate(s))", "  PARQUET SCAN l  WHERE a > 1"),
    );
  });

  it("splits by side and copies key predicates in inner joins", () => {
    const predicate = call("and", above("a", 1), above("b", 2), above("k", 3), call("gt", col("a"), col("b")));
    expect(pushed(FilterNode(join("inner"), predicate))).toBe(
      lines(
        "FILTER a > b",
        "  INNER JOIN ON [k] = [id]",
        "    PARQUET SCAN l  WHERE a > 1 and k > 3",
        "    PARQUET SCAN r  WHERE b > 2 and id > 3",
      ),
    );
  });

  it("keeps what would change an outer join above it", () => {
    const onRight = call("isNull", col("b"));
    expect(pushed(FilterNode(join("left"), call("and", above("a", 1), onRight)))).toBe(
      lines("FILTER isNull(b)", "  LEFT JOIN ON [k] = [id]", "    PARQUET SCAN l  WHERE a > 1", "    PARQUET SCAN r"),
    );
    expect(pushed(FilterNode(join("full"), call("and", above("a", 1), above("k", 1))))).toBe(
      lines(
        "FILTER a > 1",
        "  FULL JOIN ON [k] = [id]",
        "    PARQUET SCAN l  WHERE k > 1",
        "    PARQUET SCAN r  WHERE id > 1",
      ),
    );
  });

  it("makes a left join inner where nulls of the right are rejected", () => {
    expect(pushed(FilterNode(join("left"), above("b", 1)))).toBe(
      lines("INNER JOIN ON [k] = [id]", "  PARQUET SCAN l", "  PARQUET SCAN r  WHERE b > 1"),
    );
  });

  it("lets a validated side be seen whole", () => {
    expect(pushed(FilterNode(join("inner", "m:1"), call("and", above("b", 1), above("k", 1))))).toBe(
      lines(
        "FILTER b > 1",
        "  INNER JOIN ON [k] = [id] VALIDATE m:1",
        "    PARQUET SCAN l  WHERE k > 1",
        "    PARQUET SCAN r",
      ),
    );
  });

  it("takes shared terms out of a disjunction and derives one for each side", () => {
    const branch = (a: number, b: number): ReturnType<typeof call> =>
      call("and", above("k", 9), above("a", a), above("b", b));
    expect(pushed(FilterNode(join("inner"), call("or", branch(1, 2), branch(3, 4))))).toBe(
      lines(
        "FILTER a > 1 and b > 2 or a > 3 and b > 4",
        "  INNER JOIN ON [k] = [id]",
        "    PARQUET SCAN l  WHERE k > 9 and (a > 1 or a > 3)",
        "    PARQUET SCAN r  WHERE id > 9 and (b > 2 or b > 4)",
      ),
    );
  });

  it("goes below aggregations by keys, sorts, distincts and concats", () => {
    const grouped = AggregateNode({ input: left, keys: named("k"), aggregates: [NamedExpr("n", agg("len"))] });
    expect(pushed(FilterNode(grouped, call("and", above("k", 1), above("n", 2))))).toBe(
      lines("FILTER n > 2", "  AGGREGATE BY [k] → [n: len()]", "    PARQUET SCAN l  WHERE k > 1"),
    );
    const all = AggregateNode({ input: left, keys: [], aggregates: [NamedExpr("n", agg("len"))] });
    expect(pushed(FilterNode(all, lit(false)))).toBe(
      lines("FILTER false", "  AGGREGATE BY [] → [n: len()]", "    PARQUET SCAN l"),
    );
    const unique = UniqueNode({ input: SortNode(left, [SortKey(col("a"))]), subset: ["k"] });
    expect(pushed(FilterNode(unique, call("and", above("k", 1), above("a", 2))))).toBe(
      lines("FILTER a > 2", "  UNIQUE ON [k] KEEP any", "    SORT BY [a]", "      PARQUET SCAN l  WHERE k > 1"),
    );
    expect(pushed(FilterNode(ConcatNode([left, left]), above("k", 1)))).toBe(
      lines("CONCAT", "  PARQUET SCAN l  WHERE k > 1", "  PARQUET SCAN l  WHERE k > 1"),
    );
  });

  it("never passes what counts rows", () => {
    expect(pushed(FilterNode(SliceNode(left, 0, 5), above("k", 1)))).toBe(
      lines("FILTER k > 1", "  LIMIT 5", "    PARQUET SCAN l"),
    );
    expect(pushed(FilterNode(SortNode(left, [SortKey(col("a"))], 3), above("k", 1)))).toBe(
      lines("FILTER k > 1", "  SORT BY [a] LIMIT 3", "    PARQUET SCAN l"),
    );
    expect(pushed(FilterNode(RowIndexNode(left, "i"), above("k", 1)))).toBe(
      lines("FILTER k > 1", "  ROW INDEX i FROM 0", "    PARQUET SCAN l"),
    );
  });

  it("does not repeat itself when it runs again", () => {
    const predicate = call("or", call("and", above("a", 1), above("b", 2)), call("and", above("a", 3), above("b", 4)));
    const context = { catalog, statistics: null, evaluator: null };
    const once = predicatePushdown.run(FilterNode(join("inner"), predicate), context);
    expect(pushed(once)).toBe(explainLogical(once));
  });
});
