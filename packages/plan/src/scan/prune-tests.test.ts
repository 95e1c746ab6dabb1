import { Int64, Null } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { CallExpr } from "../expr/call.ts";
import { LiteralExpr } from "../expr/literal.ts";
import { call, col, lit } from "../testing/building.ts";
import { prefixEnd, pruneTests } from "./prune-tests.ts";

const a = col("a");

describe("pruneTests", () => {
  it("takes the comparisons of a conjunction, either way round", () => {
    expect(pruneTests(call("and", call("ge", a, lit(1n)), call("lt", lit(5n), a), call("or", col("p"), a)))).toEqual([
      { column: "a", op: "ge", values: [1n] },
      { column: "a", op: "gt", values: [5n] },
    ]);
  });

  it("opens intervals, sets, prefixes and null tests", () => {
    expect(pruneTests(CallExpr("isBetween", [a, lit(1n), lit(2n)], { closed: "left" }))).toEqual([
      { column: "a", op: "ge", values: [1n] },
      { column: "a", op: "lt", values: [2n] },
    ]);
    expect(pruneTests(call("isIn", a, lit(1n), lit(2n)))).toEqual([{ column: "a", op: "in", values: [1n, 2n] }]);
    expect(pruneTests(call("or", call("eq", a, lit(1n)), call("eq", a, lit(2n))))).toEqual([
      { column: "a", op: "in", values: [1n, 2n] },
    ]);
    expect(pruneTests(call("str.startsWith", a, lit("ab")))).toEqual([
      { column: "a", op: "ge", values: ["ab"] },
      { column: "a", op: "lt", values: ["ac"] },
    ]);
    expect(pruneTests(call("not", call("isNull", a)))).toEqual([{ column: "a", op: "isNotNull", values: [] }]);
    expect(pruneTests(call("not", col("p")))).toEqual([{ column: "p", op: "eq", values: [false] }]);
  });

  it("claims nothing of what it does not know", () => {
    expect(pruneTests(call("eq", a, LiteralExpr(null, Null)))).toEqual([]);
    expect(pruneTests(call("isIn", a, lit(1n), LiteralExpr(null, Int64)))).toEqual([]);
    expect(pruneTests(call("or", call("eq", a, lit(1n)), call("eq", col("b"), lit(2n))))).toEqual([]);
    expect(pruneTests(call("not", call("lt", a, lit(1n))))).toEqual([]);
    expect(pruneTests(call("gt", call("add", a, a), lit(1n)))).toEqual([]);
  });

  it("finds the end of a prefix by code points", () => {
    expect(prefixEnd("a\u{10ffff}")).toBe("b");
    expect(prefixEnd("\ud7ff")).toBe("\ue000");
    expect(prefixEnd("\u{10ffff}")).toBeNull();
  });
});
