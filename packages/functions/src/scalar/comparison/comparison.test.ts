import type { DataType } from "@millrace/core";
import {
  Boolean as BooleanType,
  Categorical,
  Date as DateType,
  Datetime,
  Decimal,
  Float64,
  Int64,
  Null,
  String as StringType,
  UInt64,
} from "@millrace/core";
import type { LiteralValue } from "@millrace/plan";
import { CallExpr, ColumnExpr, LiteralExpr } from "@millrace/plan";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { call, columns, evaluate } from "../../testing/runner.ts";

const bytes = new TextEncoder();

function orderText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(bytes.encode(a)), Buffer.from(bytes.encode(b)));
}

/** NaN equals NaN and is greater than every number. */
function orderFloats(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

const verdicts: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
};

function checkAll<T extends LiteralValue>(type: DataType, pairs: [T, T][], order: (a: T, b: T) => number): void {
  const input = columns([type, pairs.map(([a]) => a)], [type, pairs.map(([, b]) => b)]);
  for (const [name, verdict] of Object.entries(verdicts)) {
    expect(call(name, input), name).toEqual(pairs.map(([a, b]) => verdict(order(a, b))));
  }
}

const pairs = <T>(one: fc.Arbitrary<T>) =>
  fc.array(
    fc.oneof(
      fc.tuple(one, one),
      one.map((a): [T, T] => [a, a]),
    ),
    { minLength: 1 },
  );

describe("comparisons", () => {
  it("of floats", () => {
    const float = fc.oneof(fc.double(), fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity));
    fc.assert(
      fc.property(pairs(float), (rows) => checkAll(Float64, rows, orderFloats)),
      { numRuns: 30 },
    );
  });

  it("of text, by UTF-8 bytes", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 8 }),
      fc.string({ unit: fc.constantFrom("a", "b", "é", "\u0000"), maxLength: 20 }),
      fc
        .string({ unit: fc.constantFrom("a", "b"), minLength: 4, maxLength: 6 })
        .map((end) => `the same long prefix ${end}`),
    );
    fc.assert(
      fc.property(pairs(text), (rows) => checkAll(StringType, rows, orderText)),
      { numRuns: 60 },
    );
  });

  it("of words and double words", () => {
    const order = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);
    const unsigned = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(pairs(unsigned), (rows) => checkAll(UInt64, rows, order)),
      { numRuns: 20 },
    );
    const wide = fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n });
    fc.assert(
      fc.property(pairs(wide), (rows) => checkAll(Decimal(38, 2), rows, order)),
      { numRuns: 20 },
    );
  });

  it("of dates with datetimes, categoricals with text, and nulls", () => {
    expect(call("lt", columns([DateType, [1n, 1n]], [Datetime, [86_400_000_001n, null]]))).toEqual([true, null]);
    expect(call("eq", columns([Categorical, ["a", "b"]], [StringType, ["a", "c"]]))).toEqual([true, false]);
    expect(call("eq", columns([Int64, [1n]], [Null, [null]]))).toEqual([null]);
    expect(call("gt", columns([BooleanType, [true]], [BooleanType, [false]]))).toEqual([true]);
    expect(() => call("eq", columns([DateType, [1n]], [StringType, ["x"]]))).toThrow("str.toDate");
  });

  it("in which null is a value", () => {
    const input = columns([Int64, [1n, 1n, null, null]], [Int64, [1n, null, 1n, null]]);
    expect(call("eqMissing", input)).toEqual([true, false, false, true]);
    expect(call("neMissing", input)).toEqual([false, true, true, false]);
  });

  it("with a set", () => {
    const among = (type: DataType, values: LiteralValue[], set: LiteralValue[]) => {
      const input = columns([type, values]);
      return evaluate(CallExpr("isIn", [ColumnExpr("a"), ...set.map((one) => LiteralExpr(one, type))]), input);
    };
    expect(among(Int64, [1n, 4n, null], [1n, 2n, null])).toEqual([true, false, null]);
    expect(among(StringType, ["a", "a much longer text", null, ""], ["x", "a much longer text", ""])).toEqual([
      false,
      true,
      null,
      true,
    ]);
    expect(among(Int64, [1n], [])).toEqual([false]);
  });

  it("with a range", () => {
    const input = columns(
      [Int64, [1n, 2n, 3n, null, 5n]],
      [Int64, [1n, 1n, 1n, 1n, null]],
      [Int64, [3n, 3n, 3n, 3n, 3n]],
    );
    expect(call("isBetween", input)).toEqual([true, true, true, null, false]);
    expect(call("isBetween", input, { closed: "none" })).toEqual([false, true, false, null, false]);
    expect(() => call("isBetween", input, { closed: "all" })).toThrow('"both", "left"');
  });
});
