import type { DataType } from "@millrace/core";
import {
  Boolean as BooleanType,
  Decimal,
  Float32,
  Float64,
  Int8,
  Int32,
  Int64,
  Null,
  String as StringType,
  typeName,
  UInt64,
} from "@millrace/core";
import type { LiteralValue } from "@millrace/plan";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aggregateFunctions, catalog } from "../catalog.ts";
import { ulps } from "../testing/floats.ts";
import { aggregate as run } from "../testing/runner.ts";

function aggregate(
  name: string,
  type: DataType,
  values: LiteralValue[],
  options: Record<string, number | boolean> = {},
): LiteralValue {
  return run(catalog.aggregate(name)!, type, values, options);
}

function resultType(name: string, type: DataType): string {
  return typeName(catalog.aggregate(name)!.resolve([{ type, dynamic: false, nullable: true }], {}).result);
}

/** The exact sum of floats, rounded once: as integers of the least unit. */
function exactSum(values: readonly number[]): number {
  const unit = 2n ** 1074n;
  const exact = (x: number): bigint => {
    let [scaled, power] = [x, 0n];
    while (!Number.isInteger(scaled)) {
      scaled *= 2;
      power++;
    }
    return (BigInt(scaled) * unit) / 2n ** power;
  };
  const total = values.reduce((sum, x) => sum + exact(x), 0n);
  return Number(total / 2n ** 474n) / 2 ** 600;
}

describe("sum", () => {
  it("widens small integers and wraps around", () => {
    expect(resultType("sum", Int8)).toBe("Int64");
    expect(resultType("sum", UInt64)).toBe("UInt64");
    expect(resultType("sum", Decimal(10, 2))).toBe("Decimal(38, 2)");
    expect(aggregate("sum", Int8, [127n, 127n, null])).toBe(254n);
    expect(aggregate("sum", Int64, [2n ** 63n - 1n, 1n])).toBe(-(2n ** 63n));
    expect(aggregate("sum", UInt64, [2n ** 64n - 1n, null])).toBe(2n ** 64n - 1n);
    expect(aggregate("sum", BooleanType, [true, false, true])).toBe(2n);
    expect(aggregate("sum", Decimal(18, 2), Array<bigint>(50).fill(10n ** 18n - 1n))).toBe(50n * (10n ** 18n - 1n));
    expect(aggregate("sum", Decimal(38, 2), [-(10n ** 37n), 1n, -5n])).toBe(-(10n ** 37n) - 4n);
  });

  it("of nothing is 0, or null if asked", () => {
    expect(aggregate("sum", Int32, [])).toBe(0n);
    expect(aggregate("sum", Float64, [null])).toBe(0);
    expect(aggregate("sum", Int32, [null], { nullIfEmpty: true })).toBe(null);
    expect(aggregate("sum", Float64, [1, null], { nullIfEmpty: true })).toBe(1);
    expect(aggregate("sum", Null, [null])).toBe(0n);
  });

  it("of floats is exact but for one rounding, in any order", () => {
    const term = fc
      .double({ min: -1e6, max: 1e6, noNaN: true, noDefaultInfinity: true })
      .map((x) => Math.round(x * 2 ** 20) / 2 ** 20);
    fc.assert(
      fc.property(fc.array(term, { maxLength: 40 }), (values) => {
        const sum = aggregate("sum", Float64, values);
        expect(sum).toBe(exactSum(values) + 0);
        expect(aggregate("sum", Float64, values.toReversed())).toBe(sum);
      }),
      { numRuns: 60 },
    );
    expect(aggregate("sum", Float64, [1e16, 1, -1e16, 1, 1e-3])).toBe(2.001);
  });

  it("keeps infinities apart", () => {
    expect(aggregate("sum", Float64, [1, Infinity, 2])).toBe(Infinity);
    expect(aggregate("sum", Float64, [Infinity, -Infinity])).toBe(Number.NaN);
    expect(aggregate("sum", Float64, [1, Number.NaN])).toBe(Number.NaN);
    expect(aggregate("sum", Float64, [1.7e308, 1.7e308, 1])).toBe(Infinity);
    expect(aggregate("sum", Float32, [Math.fround(0.1), 1])).toBe(Math.fround(1.1));
  });
});

describe("mean", () => {
  it("is exact until the division", () => {
    expect(aggregate("mean", Int64, [2n ** 63n - 1n, 2n ** 63n - 1n, null])).toBe(2 ** 63);
    expect(aggregate("mean", UInt64, [2n ** 64n - 1n])).toBe(2 ** 64);
    expect(aggregate("mean", Decimal(10, 2), [100n, 201n])).toBe(1.505);
    expect(aggregate("mean", Float64, [null])).toBe(null);
    expect(aggregate("mean", Float64, [1e16, 1, -1e16])).toBe(1 / 3);
    expect(aggregate("mean", BooleanType, [true, false])).toBe(0.5);
    expect(aggregate("mean", Float64, [1, Infinity])).toBe(Infinity);
  });
});

describe("min and max", () => {
  it("pass over nulls, and NaN but where there is nothing else", () => {
    expect(aggregate("min", Float64, [Number.NaN, 2, null, 1, -0])).toBe(0);
    expect(aggregate("max", Float64, [Number.NaN, 2, null, 1])).toBe(2);
    expect(aggregate("max", Float64, [Number.NaN, null])).toBe(Number.NaN);
    expect(aggregate("min", Int64, [null])).toBe(null);
    expect(aggregate("max", UInt64, [1n, 2n ** 64n - 1n])).toBe(2n ** 64n - 1n);
    expect(aggregate("min", Decimal(38, 0), [10n ** 30n, -(10n ** 30n), 5n])).toBe(-(10n ** 30n));
    expect(aggregate("min", BooleanType, [true, false])).toBe(false);
    expect(aggregate("min", StringType, ["pear", null, "apple", "a longer string here"])).toBe("a longer string here");
    expect(aggregate("max", StringType, ["pear", "apple"])).toBe("pear");
    expect(aggregate("max", Null, [null])).toBe(null);
  });
});

describe("first and last", () => {
  it("go by the order of the rows and keep nulls", () => {
    expect(aggregate("first", Int64, [null, 2n, 3n])).toBe(null);
    expect(aggregate("last", Int64, [1n, 2n, 3n, 4n, null])).toBe(null);
    expect(aggregate("first", StringType, ["a long string of text", "b"])).toBe("a long string of text");
    expect(aggregate("last", StringType, ["a", "b", "c"])).toBe("c");
    expect(aggregate("first", Int64, [])).toBe(null);
  });
});

describe("var and std", () => {
  it("stand against cancellation", () => {
    const far = [1, 2, 3, 4].map((x) => 1e9 + x);
    expect(aggregate("var", Float64, far)).toBe(5 / 3);
    expect(aggregate("var", Float64, far, { ddof: 0 })).toBe(1.25);
    expect(aggregate("std", Int32, [1n, 3n, 5n])).toBe(2);
    expect(aggregate("var", Float64, [7, 7, 7])).toBe(0);
    expect(aggregate("var", Float64, [1])).toBe(null);
    expect(aggregate("std", Float64, [1, Infinity])).toBe(Number.NaN);
    expect(aggregate("var", Decimal(10, 1), [10n, 30n, null])).toBe(2);
  });

  it("agree with the definition", () => {
    const term = fc.integer({ min: -1_000_000, max: 1_000_000 });
    fc.assert(
      fc.property(fc.array(term, { minLength: 2, maxLength: 30 }), (values) => {
        const n = BigInt(values.length);
        const big = values.map(BigInt);
        const sum = big.reduce((a, b) => a + b, 0n);
        const scaled = n * big.reduce((a, b) => a + b * b, 0n) - sum * sum;
        const wanted = Number(scaled) / Number(n * (n - 1n));
        expect(Math.abs(ulps(aggregate("var", Float64, values), wanted))).toBeLessThanOrEqual(3);
      }),
      { numRuns: 60 },
    );
  });
});

describe("any, all, count and len", () => {
  it("pass over nulls, but for len", () => {
    expect(aggregate("any", BooleanType, [])).toBe(false);
    expect(aggregate("any", BooleanType, [null, false, true])).toBe(true);
    expect(aggregate("all", BooleanType, [null])).toBe(true);
    expect(aggregate("all", BooleanType, [true, false, true])).toBe(false);
    expect(aggregate("count", StringType, ["a", null, ""])).toBe(2n);
    expect(aggregate("len", StringType, ["a", null, ""])).toBe(3n);
  });
});

describe("holistic aggregates", () => {
  it("resolve and do nothing else", () => {
    const holistic = aggregateFunctions.filter((definition) => definition.holistic);
    expect(holistic.map(({ name }) => name)).toEqual(["nUnique", "median"]);
    expect(resultType("median", Int32)).toBe("Float64");
    expect(resultType("nUnique", StringType)).toBe("UInt32");
    expect(() => holistic[0]!.state([Int32], {})).toThrow("no running state");
  });
});
