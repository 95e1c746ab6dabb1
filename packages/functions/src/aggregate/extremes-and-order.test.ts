import type { DataType } from "@millrace/core";
import {
  Boolean as BooleanType,
  Date as DateType,
  Datetime,
  Decimal,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  InternalEngineError,
  List,
  String as StringType,
  TypeMismatchError,
  UInt8,
  UInt16,
  UInt32,
  UInt64,
} from "@millrace/core";
import type { LiteralValue } from "@millrace/plan";
import { describe, expect, it } from "vitest";
import { all } from "./all.ts";
import { any } from "./any.ts";
import { first } from "./first.ts";
import { last } from "./last.ts";
import { max } from "./max.ts";
import { median } from "./median.ts";
import { min } from "./min.ts";
import { nUnique } from "./n-unique.ts";
import { runAggregate } from "./testing/run-aggregate.ts";

/** Values in ascending order by type. */
const ascending: readonly (readonly [DataType, readonly LiteralValue[]])[] = [
  [BooleanType, [false, true]],
  [Int8, [-128n, -1n, 0n, 127n]],
  [Int16, [-32768n, -1n, 5n, 32767n]],
  [Int32, [-(2n ** 31n), -1n, 0n, 2n ** 31n - 1n]],
  [Int64, [-(2n ** 63n), -1n, 3n, 2n ** 63n - 1n]],
  [UInt8, [1n, 127n, 255n]],
  [UInt16, [1n, 32767n, 65535n]],
  [UInt32, [1n, 2n ** 31n, 2n ** 32n - 1n]],
  [UInt64, [1n, 2n ** 63n, 2n ** 64n - 1n]],
  [Float32, [Number.NEGATIVE_INFINITY, -1.5, 0.25, 3]],
  [Float64, [-1e300, -1, 0, 1e-300, Number.POSITIVE_INFINITY]],
  [Decimal(18, 2), [-(10n ** 17n), -1n, 0n, 10n ** 17n]],
  [Decimal(38, 2), [-(10n ** 37n), -1n, 1n, 2n ** 64n, 10n ** 37n]],
  [DateType, [-100000n, -1n, 20000n]],
  [Datetime, [-(10n ** 15n), 0n, 10n ** 15n]],
  [StringType, ["", "a", "a very long text of more than twelve bytes", "b", "é"]],
];

describe("min and max", () => {
  it.each(ascending)("of %o", (type, values) => {
    const mixed = [values[1]!, null, ...values.toReversed(), null, ...values];
    expect(runAggregate(min, type, mixed)).toBe(values[0]);
    expect(runAggregate(max, type, mixed)).toBe(values.at(-1));
    for (const value of values) {
      expect(runAggregate(min, type, [null, value])).toBe(value);
      expect(runAggregate(max, type, [value, null])).toBe(value);
    }
    expect(runAggregate(min, type, [])).toBe(null);
    expect(runAggregate(max, type, [null, null])).toBe(null);
  });

  it.each([Float32, Float64])("pass over NaN unless there is nothing else: %o", (type) => {
    for (const values of [
      [Number.NaN, 1, 3],
      [3, Number.NaN, 1],
      [1, 3, null, Number.NaN],
    ]) {
      expect(runAggregate(min, type, values)).toBe(1);
      expect(runAggregate(max, type, values)).toBe(3);
    }
    expect(runAggregate(min, type, [Number.NaN, null, Number.NaN])).toBe(Number.NaN);
    expect(runAggregate(max, type, [Number.NaN])).toBe(Number.NaN);
    expect(runAggregate(min, type, [Number.NaN, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
    expect(runAggregate(max, type, [Number.NEGATIVE_INFINITY, Number.NaN])).toBe(Number.NEGATIVE_INFINITY);
  });

  it("do not depend on the order of zeros", () => {
    for (const aggregate of [min, max]) {
      expect(runAggregate(aggregate, Float64, [-0, 0])).toBe(runAggregate(aggregate, Float64, [0, -0]));
    }
  });

  it("refuse lists", () => {
    expect(() => min.resolve([{ type: List(Int8), dynamic: false, nullable: true }], {})).toThrow(TypeMismatchError);
  });
});

describe("first and last", () => {
  it.each(ascending)("of %o", (type, values) => {
    const [a, b] = [values[1]!, values[0]!];
    expect(runAggregate(first, type, [a, null, b, b])).toBe(a);
    expect(runAggregate(last, type, [b, b, null, a])).toBe(a);
    expect(runAggregate(first, type, [null, a, b])).toBe(null);
    expect(runAggregate(last, type, [a, b, null])).toBe(null);
    expect(runAggregate(first, type, [])).toBe(null);
    expect(runAggregate(last, type, [])).toBe(null);
  });

  it("pass over nulls where asked to", () => {
    const options = { ignoreNulls: true };
    expect(runAggregate(first, Int64, [null, null, 5n, 6n, null], options)).toBe(5n);
    expect(runAggregate(last, Int64, [null, 5n, 6n, null, null], options)).toBe(6n);
    expect(runAggregate(first, StringType, [null, "x", "y"], options)).toBe("x");
    expect(runAggregate(last, Int64, [null, null], options)).toBe(null);
  });
});

describe("any and all", () => {
  it.each([
    [[], false, true],
    [[null, null], false, true],
    [[true, null], true, true],
    [[false, null], false, false],
    [[null, true, false, true], true, false],
  ] as const)("of %o", (values, some, every) => {
    expect(runAggregate(any, BooleanType, values)).toBe(some);
    expect(runAggregate(all, BooleanType, values)).toBe(every);
  });
});

describe("nUnique and median", () => {
  it("have types but no running state", () => {
    const arg = (type: DataType) => [{ type, dynamic: false, nullable: true }];
    expect(nUnique.resolve(arg(StringType), {})).toMatchObject({ argTypes: [StringType], result: UInt32 });
    expect(median.resolve(arg(Int32), {})).toMatchObject({ argTypes: [Float64], result: Float64, nullable: true });
    expect(() => median.resolve(arg(StringType), {})).toThrow(TypeMismatchError);
    expect(() => median.resolve(arg(DateType), {})).toThrow(TypeMismatchError);
    for (const aggregate of [nUnique, median]) {
      expect(aggregate.holistic).toBe(true);
      expect(() => aggregate.state([Float64], {})).toThrow(InternalEngineError);
    }
  });
});
