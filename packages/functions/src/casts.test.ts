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
  StrictCastError,
  String as StringType,
  UInt8,
  UInt32,
  UInt64,
} from "@millrace/core";
import type { LiteralValue } from "@millrace/plan";
import { CastExpr, ColumnExpr, integerHolds } from "@millrace/plan";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ulps } from "./testing/floats.ts";
import { columns, evaluate } from "./testing/runner.ts";

function cast(from: DataType, values: LiteralValue[], to: DataType, strict = false): LiteralValue[] {
  return evaluate(CastExpr(ColumnExpr("a"), to, strict), columns([from, values]));
}

const integers = [Int8, Int16, Int32, Int64, UInt8, UInt32, UInt64];
const wide = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), fc.bigInt({ min: -300n, max: 300n }));

describe("casts of integers", () => {
  it("to integers: what does not fit is null", () => {
    fc.assert(
      fc.property(fc.constantFrom(...integers), fc.constantFrom(...integers), wide, (from, to, value) => {
        fc.pre(integerHolds(from, value));
        expect(cast(from, [value], to)).toEqual([integerHolds(to, value) ? value : null]);
      }),
      { numRuns: 150 },
    );
  });

  it("to the other types", () => {
    expect(cast(Int32, [0n, -3n, null], BooleanType)).toEqual([false, true, null]);
    expect(cast(UInt64, [2n ** 64n - 1n], Float64)).toEqual([2 ** 64]);
    expect(cast(Int64, [-5n], Float32)).toEqual([-5]);
    expect(cast(Int32, [7n, 100n, -99n], Decimal(4, 2))).toEqual([700n, null, -9900n]);
    expect(cast(UInt64, [2n ** 64n - 1n], Decimal(38, 10))).toEqual([(2n ** 64n - 1n) * 10n ** 10n]);
    expect(cast(Int64, [-(2n ** 63n), 0n], StringType)).toEqual(["-9223372036854775808", "0"]);
    expect(cast(UInt64, [2n ** 64n - 1n], StringType)).toEqual(["18446744073709551615"]);
    expect(cast(Int64, [19782n, 2n ** 40n], DateType)).toEqual([19782n, null]);
    expect(cast(BooleanType, [true, false], StringType)).toEqual(["true", "false"]);
    expect(cast(BooleanType, [true, false], Int8)).toEqual([1n, 0n]);
  });

  it("fail with the value where they are strict", () => {
    expect(() => cast(Int64, [1n, 300n], Int8, true)).toThrow(StrictCastError);
    expect(() => cast(Int64, [1n, 300n], Int8, true)).toThrow('"300" from Int64 to Int8');
    expect(cast(Int64, [1n, null], Int8, true)).toEqual([1n, null]);
  });
});

describe("casts of floats", () => {
  it("to integers cut off the fraction", () => {
    fc.assert(
      fc.property(fc.constantFrom(...integers), fc.double(), (to, x) => {
        const whole = Number.isFinite(x) ? BigInt(Math.trunc(x)) : null;
        expect(cast(Float64, [x], to)).toEqual([whole !== null && integerHolds(to, whole) ? whole : null]);
      }),
      { numRuns: 150 },
    );
    expect(cast(Float64, [127.9, 128, -128.9, -129], Int8)).toEqual([127n, null, -128n, null]);
  });

  it("to decimals round, to text are shortest", () => {
    expect(cast(Float64, [0.29, -1.005, 1e17, Number.NaN], Decimal(18, 2))).toEqual([29n, -100n, null, null]);
    expect(cast(Float64, [-1.5e20, Infinity], Decimal(38, 2))).toEqual([-15000000000000000000000n, null]);
    expect(cast(Float64, [1, 0.1, -1e300, Number.NaN], StringType)).toEqual(["1.0", "0.1", "-1e300", "NaN"]);
    expect(cast(Float32, [Math.fround(0.1)], StringType)).toEqual(["0.1"]);
    expect(cast(Float64, [0.1], Float32)).toEqual([Math.fround(0.1)]);
  });
});

describe("casts of decimals", () => {
  const unscaled = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n });

  it("to text and back", () => {
    fc.assert(
      fc.property(unscaled, fc.integer({ min: 0, max: 38 }), (value, scale) => {
        const magnitude = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
        const point = magnitude.length - scale;
        const text =
          (value < 0n ? "-" : "") + magnitude.slice(0, point) + (scale === 0 ? "" : `.${magnitude.slice(point)}`);
        expect(cast(Decimal(38, scale), [value], StringType)).toEqual([text]);
        expect(cast(StringType, [text], Decimal(38, scale))).toEqual([value]);
      }),
      { numRuns: 150 },
    );
  });

  it("to floats, to one unit in the last place", () => {
    fc.assert(
      fc.property(unscaled, fc.integer({ min: 0, max: 38 }), (value, scale) => {
        const exact = Number(`${value}e-${scale}`);
        expect(Math.abs(ulps(cast(Decimal(38, scale), [value], Float64)[0]!, exact))).toBeLessThanOrEqual(1);
        const small = value % 10n ** 15n;
        expect(cast(Decimal(18, 2), [small], Float64)).toEqual([Number(`${small}e-2`)]);
      }),
      { numRuns: 150 },
    );
  });

  it("to another scale round half away from zero and check the digits", () => {
    const down = (value: bigint, digits: bigint) => {
      const unit = 10n ** digits;
      const magnitude = value < 0n ? -value : value;
      const rounded = (magnitude + unit / 2n) / unit;
      return value < 0n ? -rounded : rounded;
    };
    fc.assert(
      fc.property(unscaled, fc.integer({ min: 1, max: 30 }), (value, digits) => {
        const wanted = digits === 0 ? value : down(value, BigInt(digits));
        expect(cast(Decimal(38, 30), [value], Decimal(38, 30 - digits))).toEqual([wanted]);
        const small = value % 10n ** 18n;
        const scale = Math.min(digits, 10);
        const narrow = down(small, BigInt(scale));
        expect(cast(Decimal(18, 10), [small], Decimal(18, 10 - scale))).toEqual([narrow]);
      }),
      { numRuns: 150 },
    );
    expect(cast(Decimal(10, 2), [99999n, 100000n, -99999n, -100000n], Decimal(5, 2))).toEqual([
      99999n,
      null,
      -99999n,
      null,
    ]);
    expect(cast(Decimal(10, 0), [99n, 100n], Decimal(18, 16))).toEqual([99n * 10n ** 16n, null]);
    expect(cast(Decimal(30, 0), [99n, -100n], Decimal(20, 18))).toEqual([99n * 10n ** 18n, null]);
  });

  it("to integers cut off the fraction", () => {
    expect(cast(Decimal(10, 2), [199n, -199n, 12800n], Int8)).toEqual([1n, -1n, null]);
    expect(cast(Decimal(38, 2), [10n ** 30n, -150n, 2n ** 63n * 100n], Int64)).toEqual([null, -1n, null]);
    expect(cast(Decimal(38, 2), [2n ** 63n * 100n, -100n], UInt64)).toEqual([2n ** 63n, null]);
    expect(cast(Decimal(38, 2), [0n, 2n ** 64n], BooleanType)).toEqual([false, true]);
  });
});

describe("casts of text", () => {
  it("to numbers", () => {
    expect(cast(StringType, ["12", "-7", "x", "", "9223372036854775808", null], Int64)).toEqual([
      12n,
      -7n,
      null,
      null,
      null,
      null,
    ]);
    expect(cast(StringType, ["300", "-1"], UInt8)).toEqual([null, null]);
    expect(cast(StringType, ["18446744073709551615"], UInt64)).toEqual([2n ** 64n - 1n]);
    expect(cast(StringType, ["1.5", "1e400", "0.1234567890123456789", "abc"], Float64)).toEqual([
      1.5,
      Infinity,
      0.12345678901234568,
      null,
    ]);
    expect(cast(StringType, ["1.255", "123.45", "1.2.3"], Decimal(4, 2))).toEqual([126n, null, null]);
    expect(cast(StringType, ["true", "false", "TRUE"], BooleanType)).toEqual([true, false, null]);
    expect(() => cast(StringType, ["12x"], Int64, true)).toThrow('"12x" from String to Int64');
  });

  it("to dates and back", () => {
    const day = fc.integer({ min: -719_162, max: 2_932_896 });
    fc.assert(
      fc.property(day, fc.bigInt({ min: 0n, max: 86_399_999_999n }), (days, us) => {
        const iso = new Date(days * 86_400_000).toISOString().slice(0, 10);
        expect(cast(DateType, [BigInt(days)], StringType)).toEqual([iso]);
        expect(cast(StringType, [iso], DateType)).toEqual([BigInt(days)]);
        const stamp = BigInt(days) * 86_400_000_000n + us;
        const time =
          new Date(Number(us / 1000n)).toISOString().slice(11, 23) + (us % 1000n).toString().padStart(3, "0");
        expect(cast(Datetime, [stamp], StringType)).toEqual([`${iso} ${time}`]);
        expect(cast(StringType, [`${iso} ${time}`], Datetime)).toEqual([stamp]);
        expect(cast(Datetime, [stamp], DateType)).toEqual([BigInt(days)]);
      }),
      { numRuns: 150 },
    );
  });
});
