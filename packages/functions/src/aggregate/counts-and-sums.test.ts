import type { DataType } from "@millrace/core";
import {
  Boolean as BooleanType,
  Decimal,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  Null,
  String as StringType,
  TypeMismatchError,
  UInt8,
  UInt16,
  UInt32,
  UInt64,
} from "@millrace/core";
import { describe, expect, it } from "vitest";
import { count } from "./count.ts";
import { len } from "./len.ts";
import { mean } from "./mean.ts";
import { sum } from "./sum.ts";
import { exactSum, randomBits, randomNumbers } from "./testing/exact.ts";
import { runAggregate } from "./testing/run-aggregate.ts";

const integers: readonly (readonly [DataType, number, boolean])[] = [
  [Int8, 8, true],
  [Int16, 16, true],
  [Int32, 32, true],
  [Int64, 64, true],
  [UInt8, 8, false],
  [UInt16, 16, false],
  [UInt32, 32, false],
  [UInt64, 64, false],
];

function randomIntegers(bits: number, signed: boolean, length: number): (bigint | null)[] {
  const next = randomBits(bits);
  return Array.from({ length }, (_, i) => {
    if (i % 7 === 3) return null;
    return signed ? BigInt.asIntN(bits, next()) : BigInt.asUintN(bits, next());
  });
}

const total = (values: readonly (bigint | null)[]) => values.reduce<bigint>((a, b) => a + (b ?? 0n), 0n);
const present = (values: readonly unknown[]) => values.filter((value) => value !== null).length;

describe("len and count", () => {
  it("count rows with and without nulls", () => {
    expect(runAggregate(len, Int32, [1n, null, 3n])).toBe(3n);
    expect(runAggregate(count, Int32, [1n, null, 3n])).toBe(2n);
    expect(runAggregate(count, StringType, ["", null])).toBe(1n);
    expect(runAggregate(len, Int32, [])).toBe(0n);
  });
});

describe("sum", () => {
  it.each(integers)("adds %o", (type, bits, signed) => {
    const values = randomIntegers(bits, signed, 100);
    const exact = total(values);
    const wrapped = type === UInt64 ? BigInt.asUintN(64, exact) : BigInt.asIntN(64, exact);
    expect(runAggregate(sum, type, values)).toBe(wrapped);
  });

  it("counts true values", () => {
    expect(runAggregate(sum, BooleanType, [true, false, null, true])).toBe(2n);
  });

  it("is 0 for nothing, and null where SQL asks for it", () => {
    for (const type of [Int64, Float64, Decimal(10, 2)]) {
      const zero = type === Float64 ? 0 : 0n;
      expect(runAggregate(sum, type, [])).toBe(zero);
      expect(runAggregate(sum, type, [null, null])).toBe(zero);
      expect(runAggregate(sum, type, [null], { nullIfEmpty: true })).toBe(null);
    }
    expect(sum.resolve([{ type: Null, dynamic: false, nullable: true }], {}).result).toBe(Int64);
  });

  it("adds decimals in 128 bits, carries included", () => {
    for (const precision of [18, 38]) {
      const limit = 10n ** BigInt(precision === 38 ? 36 : 18) - 1n;
      const next = randomBits(130);
      const values = Array.from({ length: 60 }, () => (BigInt.asIntN(128, next()) % limit) + 0n);
      expect(runAggregate(sum, Decimal(precision, 2), [...values, null])).toBe(total(values));
      expect(runAggregate(sum, Decimal(precision, 2), Array(30).fill(limit))).toBe(30n * limit);
      expect(runAggregate(sum, Decimal(precision, 2), Array(30).fill(-limit))).toBe(-30n * limit);
    }
    const call = sum.resolve([{ type: Decimal(15, 2), dynamic: false, nullable: true }], {});
    expect(call.result).toEqual(Decimal(38, 2));
  });

  it("rounds a sum of floats once", () => {
    expect(runAggregate(sum, Float64, [0.1, 0.2, 0.3])).toBe(exactSum([0.1, 0.2, 0.3]));
    expect(runAggregate(sum, Float64, [1e16, 1, -1e16])).toBe(1);
    expect(runAggregate(sum, Float64, [1e100, 1, null, -1e100])).toBe(1);
    const values = randomNumbers(2000, -20, 20);
    expect(runAggregate(sum, Float64, values)).toBe(exactSum(values));
    expect(runAggregate(sum, Float64, values.toSorted())).toBe(exactSum(values));
  });

  it("keeps Float32", () => {
    const values = [0.1, 0.2, 16777216, 1].map(Math.fround);
    expect(runAggregate(sum, Float32, values)).toBe(Math.fround(exactSum(values)));
    expect(runAggregate(sum, Float32, [3e38, 3e38])).toBe(Number.POSITIVE_INFINITY);
  });

  it("sets infinities and NaN apart", () => {
    const inf = Number.POSITIVE_INFINITY;
    expect(runAggregate(sum, Float64, [1, inf, 2])).toBe(inf);
    expect(runAggregate(sum, Float64, [-inf, 1e308, 1e308])).toBe(-inf);
    expect(runAggregate(sum, Float64, [inf, 1, -inf])).toBe(Number.NaN);
    expect(runAggregate(sum, Float64, [1, Number.NaN, inf])).toBe(Number.NaN);
    expect(runAggregate(sum, Float64, [1e308, 1e308])).toBe(inf);
  });

  it("refuses text", () => {
    expect(() => sum.resolve([{ type: StringType, dynamic: false, nullable: true }], {})).toThrow(TypeMismatchError);
  });
});

describe("mean", () => {
  it.each(integers)("divides the exact sum of %o", (type, bits, signed) => {
    const values = randomIntegers(bits, signed, 50);
    expect(runAggregate(mean, type, values)).toBe(Number(total(values)) / present(values));
  });

  it("does not wrap around", () => {
    const largest = 2n ** 63n - 1n;
    expect(runAggregate(mean, Int64, [largest, largest, largest])).toBe(2 ** 63);
    expect(runAggregate(mean, UInt64, [2n ** 64n - 1n, 2n ** 64n - 1n])).toBe(2 ** 64);
  });

  it("takes floats, decimals and booleans", () => {
    expect(runAggregate(mean, Float64, [1, null, 2])).toBe(1.5);
    expect(runAggregate(mean, Float64, [1e100, 3, -1e100])).toBe(1);
    expect(runAggregate(mean, Float32, [1, 2])).toBe(1.5);
    expect(runAggregate(mean, Decimal(10, 2), [150n, null, 250n])).toBe(2);
    expect(runAggregate(mean, Decimal(30, 2), [150n, 350n])).toBe(2.5);
    expect(runAggregate(mean, BooleanType, [true, false, null, true, true])).toBe(0.75);
    expect(runAggregate(mean, Float64, [1, Number.NEGATIVE_INFINITY])).toBe(Number.NEGATIVE_INFINITY);
    expect(runAggregate(mean, Float64, [1, Number.NaN])).toBe(Number.NaN);
  });

  it("is null for nothing", () => {
    for (const type of [Int8, Int64, Float64, Float32, Decimal(5, 1)]) {
      expect(runAggregate(mean, type, [])).toBe(null);
      expect(runAggregate(mean, type, [null, null])).toBe(null);
    }
    expect(mean.resolve([{ type: Null, dynamic: false, nullable: true }], {}).result).toBe(Float64);
  });
});
