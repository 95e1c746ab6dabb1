import {
  Boolean as BooleanType,
  Decimal,
  Float64,
  Int32,
  Null,
  String as StringType,
  TypeMismatchError,
} from "@millrace/core";
import { describe, expect, it } from "vitest";
import { std } from "./std.ts";
import { exactVariance, randomNumbers } from "./testing/exact.ts";
import { runAggregate } from "./testing/run-aggregate.ts";
import { variance } from "./var.ts";

/** The relative error of a variance by exact arithmetic. */
function errorOf(values: readonly number[], ddof = 1): number {
  const exact = exactVariance(values, ddof);
  return Math.abs((runAggregate(variance, Float64, values, { ddof }) as number) - exact) / exact;
}

describe("var and std", () => {
  it("take ddof from the count, 1 by default", () => {
    expect(runAggregate(variance, Float64, [1, null, 3, 5])).toBe(4);
    expect(runAggregate(std, Float64, [1, null, 3, 5])).toBe(2);
    expect(runAggregate(variance, Float64, [1, 3, 5, 7], { ddof: 0 })).toBe(5);
    expect(runAggregate(variance, Int32, [1n, 3n, 5n])).toBe(4);
    expect(runAggregate(variance, Decimal(10, 2), [100n, 300n, 500n])).toBe(4);
    expect(runAggregate(variance, BooleanType, [true, false])).toBe(0.5);
  });

  it("are null for at most ddof values", () => {
    expect(runAggregate(variance, Float64, [])).toBe(null);
    expect(runAggregate(std, Float64, [4, null])).toBe(null);
    expect(runAggregate(std, Float64, [4], { ddof: 0 })).toBe(0);
    expect(runAggregate(variance, Float64, [1, 2], { ddof: 2 })).toBe(null);
  });

  it("stand a mean that is large beside the deviations", () => {
    expect(errorOf(randomNumbers(500, -5, 5))).toBeLessThan(2 ** -51);
    expect(
      errorOf(
        randomNumbers(500, -5, 5).map((x) => 1e9 + x),
        0,
      ),
    ).toBeLessThan(2 ** -51);
    expect(errorOf(randomNumbers(500, -5, 5).map((x) => 1e12 + x))).toBeLessThan(2 ** -45);
  });

  it("are 0 for equal values, and never below", () => {
    for (const value of [0.1, 1 / 3, 1e15 + 0.3, 98.6, -7e-5]) {
      for (const count of [2, 3, 10, 1000]) {
        expect(runAggregate(variance, Float64, Array(count).fill(value))).toBe(0);
      }
    }
  });

  it("are NaN where a value is infinite or NaN", () => {
    expect(runAggregate(variance, Float64, [1, Number.POSITIVE_INFINITY, 2])).toBe(Number.NaN);
    expect(runAggregate(std, Float64, [1, 2, Number.NaN])).toBe(Number.NaN);
  });

  it("refuse text and take an untyped null", () => {
    expect(() => std.resolve([{ type: StringType, dynamic: false, nullable: true }], {})).toThrow(TypeMismatchError);
    expect(std.resolve([{ type: Null, dynamic: false, nullable: true }], {}).result).toBe(Float64);
  });
});
