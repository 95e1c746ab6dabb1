import {
  Boolean as BooleanType,
  Date as DateType,
  Datetime,
  Field,
  Int32,
  Int64,
  Null,
  OutOfBoundsError,
  Schema,
} from "@millrace/core";
import { describe, expect, it } from "vitest";
import type { ConstantEvaluator } from "../catalogue.ts";
import { explainLogical } from "../explain/explain-logical.ts";
import { exprText } from "../explain/expr-text.ts";
import { CastExpr } from "../expr/cast.ts";
import { Branch, ConditionalExpr } from "../expr/conditional.ts";
import type { Expr } from "../expr/expr.ts";
import { LiteralExpr } from "../expr/literal.ts";
import { FilterNode } from "../logical/filter.ts";
import { after, call, col, lines, lit, scan } from "../testing/building.ts";
import { catalog } from "../testing/fake-catalog.ts";
import { coerceExpr } from "../typing/coerce.ts";
import { constantFolding } from "./constant-folding.ts";
import { filterMerge } from "./filter-merge.ts";
import { simplification } from "./simplification.ts";
import { simplifyExpr } from "./simplify-expr.ts";
import { typeCoercion } from "./type-coercion.ts";

const schema = Schema([Field("a", Int32), Field("b", Int64, false), Field("p", BooleanType), Field("d", DateType)]);
const simple = (expr: Expr): string => exprText(simplifyExpr(coerceExpr(expr, schema, catalog), schema, catalog));
const missing = LiteralExpr(null, Null);

describe("simplifyExpr", () => {
  it("knows the identities of and, or and not, with nulls", () => {
    expect(simple(call("and", col("p"), lit(true)))).toBe("p");
    expect(simple(call("and", col("p"), call("and", lit(true), call("isNull", col("a")))))).toBe("p and isNull(a)");
    expect(simple(call("and", col("p"), lit(false)))).toBe("false");
    expect(simple(call("or", col("p"), lit(true)))).toBe("true");
    expect(simple(call("or", col("p"), col("p")))).toBe("p");
    expect(simple(call("and", col("p"), missing))).toBe("p and null");
    expect(simple(call("not", call("not", col("p"))))).toBe("p");
    expect(simple(call("not", call("eq", col("a"), col("b"))))).toBe("cast(a as Int64) != b");
    expect(simple(call("not", call("lt", col("a"), lit(1n))))).toBe("not (a < 1)");
  });

  it("decides tests only of what is never null", () => {
    expect(simple(call("isNull", col("b")))).toBe("false");
    expect(simple(call("isNull", col("a")))).toBe("isNull(a)");
    expect(simple(call("eq", col("b"), col("b")))).toBe("true");
    expect(simple(call("eq", col("a"), col("a")))).toBe("a = a");
    expect(simple(call("isIn", col("a"), lit(3n)))).toBe("a = 3");
    expect(simple(call("isIn", col("a"), lit(3n), lit(4n)))).toBe("isIn(a, 3, 4)");
  });

  it("takes casts away where nothing is lost", () => {
    expect(simple(CastExpr(CastExpr(col("a"), Int64), Int32))).toBe("a");
    expect(simple(CastExpr(CastExpr(col("b"), Int32), Int64))).toBe("cast(cast(b as Int32, strict) as Int64, strict)");
    const midnight = LiteralExpr(86_400_000_000n, Datetime);
    expect(simple(call("lt", col("d"), midnight))).toBe("d < 1970-01-02");
    expect(simple(call("ge", midnight, col("d")))).toBe("d <= 1970-01-02");
    const later = LiteralExpr(86_400_000_001n, Datetime);
    expect(simple(call("lt", col("d"), later))).toBe("cast(d as Datetime(us)) < 1970-01-02T00:00:00.000001");
  });

  it("drops branches that never apply", () => {
    const choice = ConditionalExpr([Branch(lit(false), lit(1n)), Branch(col("p"), lit(2n))], lit(3n));
    expect(simple(choice)).toBe("when p then 2 otherwise 3");
    expect(simple(ConditionalExpr([Branch(lit(true), col("b"))], lit(3n)))).toBe("b");
  });
});

describe("simplification", () => {
  const table = scan("t", { a: Int64 });

  it("removes filters that are decided", () => {
    expect(after(simplification, FilterNode(table, lit(true)))).toBe("PARQUET SCAN t");
    expect(after(simplification, FilterNode(table, lit(false)))).toBe(lines("LIMIT 0", "  PARQUET SCAN t"));
    expect(
      after(
        simplification,
        typeCoercion.run(FilterNode(table, missing), { catalog, statistics: null, evaluator: null }),
      ),
    ).toBe(lines("LIMIT 0", "  PARQUET SCAN t"));
  });
});

describe("filterMerge", () => {
  const table = scan("t", { a: Int64 });
  const test = call("gt", col("a"), lit(1n));

  it("merges filters unless the upper one may fail", () => {
    expect(after(filterMerge, FilterNode(FilterNode(table, test), call("isNotNull", col("a"))))).toBe(
      lines("FILTER a > 1 and isNotNull(a)", "  PARQUET SCAN t"),
    );
    const fallible = call("gt", CastExpr(col("a"), Int32), lit(1n));
    expect(after(filterMerge, FilterNode(FilterNode(table, test), fallible))).toBe(
      lines("FILTER cast(a as Int32, strict) > 1", "  FILTER a > 1", "    PARQUET SCAN t"),
    );
  });
});

describe("constantFolding", () => {
  const evaluator: ConstantEvaluator = {
    evaluate(expr) {
      if (expr.kind === "cast") throw new OutOfBoundsError("too large");
      return 7n;
    },
  };

  it("evaluates literals, leaves errors to the rows and does not fold what draws numbers", () => {
    const sum = call("add", LiteralExpr(3n, Int64), LiteralExpr(4n, Int64));
    const failing = CastExpr(LiteralExpr(3n, Int64), Int32);
    const predicate = call(
      "and",
      call("gt", col("a"), sum),
      call("gt", col("a"), failing),
      call("gt", call("random"), lit(0.5)),
    );
    const plan = FilterNode(scan("t", { a: Int64 }), predicate);
    const folded = constantFolding.run(plan, { catalog, statistics: null, evaluator });
    expect(explainLogical(folded)).toBe(
      lines("FILTER a > 7 and a > cast(3 as Int32, strict) and random() > 0.5", "  PARQUET SCAN t"),
    );
  });
});
