import { Boolean as BooleanType, Float64, Int64, StrictCastError, String as StringType } from "@millrace/core";
import type { LiteralValue } from "@millrace/plan";
import { CallExpr, CastExpr, ColumnExpr, ConditionalExpr, LiteralExpr } from "@millrace/plan";
import { describe, expect, it } from "vitest";
import { call, columns, evaluate } from "../../testing/runner.ts";

const truths: (boolean | null)[] = [true, false, null];
const all = truths.flatMap((a) => truths.map((b) => [a, b] as const));
const table = columns([BooleanType, all.map(([a]) => a)], [BooleanType, all.map(([, b]) => b)]);
const and = (a: boolean | null, b: boolean | null) =>
  a === false || b === false ? false : a === null || b === null ? null : true;
const or = (a: boolean | null, b: boolean | null) =>
  a === true || b === true ? true : a === null || b === null ? null : false;

/** A cast that fails on "x". */
const risky = CallExpr("gt", [CastExpr(ColumnExpr("b"), Int64, true), LiteralExpr(0n, Int64)]);

describe("three-valued logic", () => {
  it("follows the truth tables", () => {
    expect(call("and", table)).toEqual(all.map(([a, b]) => and(a, b)));
    expect(call("or", table)).toEqual(all.map(([a, b]) => or(a, b)));
    expect(call("xor", table)).toEqual(all.map(([a, b]) => (a === null || b === null ? null : a !== b)));
    expect(call("not", columns([BooleanType, truths]))).toEqual([false, true, null]);
  });

  it("follows them where an operand is only computed when it matters", () => {
    const words = columns([BooleanType, [true, true, false, null, null]], [StringType, ["1", "0", "x", "1", "0"]]);
    expect(evaluate(CallExpr("and", [ColumnExpr("a"), risky]), words)).toEqual([true, false, false, null, false]);
    const inverse = columns([BooleanType, [true, false, false, null]], [StringType, ["x", "1", "0", "1"]]);
    expect(evaluate(CallExpr("or", [ColumnExpr("a"), risky]), inverse)).toEqual([true, true, false, true]);
    expect(() => evaluate(CallExpr("or", [ColumnExpr("a"), risky]), words)).toThrow(StrictCastError);
  });

  it("takes more than two operands", () => {
    const input = columns([BooleanType, [true, true]], [BooleanType, [true, true]], [BooleanType, [true, null]]);
    expect(call("and", input)).toEqual([true, null]);
  });
});

describe("nulls", () => {
  const a = ColumnExpr("a");
  const b = ColumnExpr("b");

  it("are found and filled", () => {
    const input = columns([Int64, [1n, null, null]], [Int64, [7n, 8n, null]]);
    expect(call("isNull", columns([Int64, [1n, null]]))).toEqual([false, true]);
    expect(call("isNotNull", columns([StringType, ["", null]]))).toEqual([true, false]);
    expect(call("fillNull", input)).toEqual([1n, 8n, null]);
    expect(call("coalesce", columns([Int64, [null]], [Int64, [null]], [Int64, [3n]]))).toEqual([3n]);
    expect(call("coalesce", columns([StringType, [null, "a"]], [StringType, ["a long text here", "b"]]))).toEqual([
      "a long text here",
      "a",
    ]);
  });

  it("keep a fallible alternative from being computed in vain", () => {
    const input = columns([Int64, [1n, null]], [StringType, ["x", "2"]]);
    expect(evaluate(CallExpr("fillNull", [a, CastExpr(b, Int64, true)]), input)).toEqual([1n, 2n]);
  });

  it("yield to other values in a row", () => {
    const input = columns([Float64, [1, null, Number.NaN, null]], [Float64, [2, 5, 1, null]]);
    expect(call("minHorizontal", input)).toEqual([1, 5, 1, null]);
    expect(call("maxHorizontal", input)).toEqual([2, 5, Number.NaN, null]);
    expect(call("maxHorizontal", columns([StringType, ["b", null]], [StringType, ["a", "z"]]))).toEqual(["b", "z"]);
  });

  it("are no bounds", () => {
    const input = columns([Int64, [0n, 9n, null, 0n]], [Int64, [1n, 1n, 1n, null]], [Int64, [5n, 5n, 5n, null]]);
    expect(call("clip", input)).toEqual([1n, 5n, null, 0n]);
  });
});

describe("conditional", () => {
  const when = (condition: LiteralValue[]) =>
    columns([BooleanType, condition], [StringType, condition.map((c) => (c ? "12" : "x"))]);
  const choice = (then: Parameters<typeof ConditionalExpr>[1], value: Parameters<typeof ConditionalExpr>[1]) =>
    ConditionalExpr([{ when: ColumnExpr("a"), then }], value);

  it("takes otherwise for false and null", () => {
    const expr = choice(LiteralExpr(1n, Int64), LiteralExpr(null, Int64));
    expect(evaluate(expr, when([true, false, null]))).toEqual([1n, null, null]);
  });

  it("evaluates a fallible branch only on its rows", () => {
    const expr = choice(CastExpr(ColumnExpr("b"), Int64, true), LiteralExpr(0n, Int64));
    expect(evaluate(expr, when([true, false, null]))).toEqual([12n, 0n, 0n]);
  });

  it("does not take a common subexpression from a branch that was not run", () => {
    const cast = CastExpr(ColumnExpr("b"), Int64, false);
    const inBranch = choice(CallExpr("add", [cast, LiteralExpr(1n, Int64)]), LiteralExpr(0n, Int64));
    expect(evaluate(CallExpr("concatStr", [inBranch, cast], { separator: "/" }), when([true, false]))).toEqual([
      "13/12",
      null,
    ]);
  });
});
