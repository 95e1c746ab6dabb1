import type { DataType } from "@millrace/core";
import { Decimal, Float32, Float64, Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64 } from "@millrace/core";
import type { LiteralValue } from "@millrace/plan";
import { integerBits, isSigned } from "@millrace/plan";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ulps } from "../../testing/floats.ts";
import { call, columns } from "../../testing/runner.ts";

const integers = [Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64];

function wrap(type: DataType, value: bigint): bigint {
  const bits = integerBits(type);
  return isSigned(type) ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

/** Values of a type, its limits often among them. */
function valuesOf(type: DataType): fc.Arbitrary<bigint> {
  const bits = BigInt(integerBits(type));
  const min = isSigned(type) ? -(1n << (bits - 1n)) : 0n;
  const max = isSigned(type) ? (1n << (bits - 1n)) - 1n : (1n << bits) - 1n;
  return fc.oneof(fc.bigInt({ min, max }), fc.constantFrom(min, max, 0n, 1n, wrap(type, -1n)));
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

const models: Readonly<Record<string, (a: bigint, b: bigint) => bigint | null>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  floorDiv: (a, b) => (b === 0n ? null : floorDivide(a, b)),
  mod: (a, b) => (b === 0n ? null : a - floorDivide(a, b) * b),
};

describe("integer arithmetic", () => {
  for (const type of integers) {
    for (const [name, model] of Object.entries(models)) {
      it(`${name} of ${type.kind}`, () => {
        fc.assert(
          fc.property(fc.array(fc.tuple(valuesOf(type), valuesOf(type)), { minLength: 1, maxLength: 40 }), (pairs) => {
            const input = columns([type, pairs.map(([a]) => a)], [type, pairs.map(([, b]) => b)]);
            const wanted = pairs.map(([a, b]) => {
              const exact = model(a, b);
              return exact === null ? null : wrap(type, exact);
            });
            expect(call(name, input)).toEqual(wanted);
          }),
          { numRuns: 12 },
        );
      });
    }
  }

  it("has a common type and passes nulls on", () => {
    expect(call("add", columns([Int8, [100n, null]], [UInt8, [200n, 1n]]))).toEqual([300n, null]);
    expect(call("add", columns([Int64, [1n]], [Float32, [0.5]]))).toEqual([1.5]);
  });

  it("negates and takes magnitudes", () => {
    expect(call("neg", columns([Int8, [5n, -128n, null]]))).toEqual([-5n, -128n, null]);
    expect(call("abs", columns([Int8, [-5n, -128n, 7n]]))).toEqual([5n, -128n, 7n]);
    expect(call("abs", columns([UInt8, [200n]]))).toEqual([200n]);
    expect(call("neg", columns([Decimal(30, 2), [5n, -(10n ** 29n)]]))).toEqual([-5n, 10n ** 29n]);
    expect(call("abs", columns([Decimal(30, 2), [-5n, -(10n ** 29n), 3n]]))).toEqual([5n, 10n ** 29n, 3n]);
    expect(() => call("neg", columns([UInt8, [1n]]))).toThrow("neg is not defined for UInt8");
  });

  it("raises to powers", () => {
    expect(call("pow", columns([Int32, [2n, -3n, 2n, 2n]], [Int32, [10n, 3n, -1n, 32n]]))).toEqual([
      1024n,
      -27n,
      null,
      0n,
    ]);
    expect(call("pow", columns([Float64, [2, 2]], [Float64, [0.5, -1]]))).toEqual([Math.SQRT2, 0.5]);
  });
});

describe("float arithmetic", () => {
  const float = fc.double();
  const ops: Readonly<Record<string, (a: number, b: number) => number>> = {
    add: (a, b) => a + b,
    sub: (a, b) => a - b,
    mul: (a, b) => a * b,
    div: (a, b) => a / b,
    floorDiv: (a, b) => Math.floor(a / b),
  };
  for (const [name, op] of Object.entries(ops)) {
    it(name, () => {
      fc.assert(
        fc.property(fc.array(fc.tuple(float, float), { minLength: 1 }), (pairs) => {
          const input = columns([Float64, pairs.map(([a]) => a)], [Float64, pairs.map(([, b]) => b)]);
          expect(call(name, input)).toEqual(pairs.map(([a, b]) => op(a, b)));
        }),
        { numRuns: 30 },
      );
    });
  }

  it("has rests with the divisor's sign", () => {
    expect(call("mod", columns([Float64, [5.5, -5.5, 5.5]], [Float64, [2, 2, -2]]))).toEqual([1.5, 0.5, -0.5]);
  });

  it("divides integers and decimals to floats", () => {
    expect(call("div", columns([Int32, [1n, 1n, 0n]], [Int32, [4n, 0n, 0n]]))).toEqual([0.25, Infinity, Number.NaN]);
    expect(call("div", columns([Decimal(10, 2), [150n]], [Int32, [2n]]))).toEqual([0.75]);
  });

  it("rounds half to even, up and down", () => {
    const x = columns([Float64, [0.5, 1.5, -2.5, 2.125, 1e300, Number.NaN, null]]);
    expect(call("round", x, { decimals: 0 })).toEqual([0, 2, -2, 2, 1e300, Number.NaN, null]);
    expect(call("round", x, { decimals: 2 })).toEqual([0.5, 1.5, -2.5, 2.12, 1e300, Number.NaN, null]);
    const d = columns([Decimal(10, 2), [150n, 250n, -150n, -149n, 105n]]);
    expect(call("round", d, { decimals: 0 })).toEqual([200n, 200n, -200n, -100n, 100n]);
    expect(call("floor", d)).toEqual([100n, 200n, -200n, -200n, 100n]);
    expect(call("ceil", d)).toEqual([200n, 300n, -100n, -100n, 200n]);
    expect(call("floor", columns([Float64, [-0.5, 2.9]]))).toEqual([-1, 2]);
    expect(call("round", columns([Int32, [7n]]), { decimals: 1 })).toEqual([7n]);
  });

  it("has exp, log and sqrt to one unit in the last place", () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(Math.abs(ulps(call("exp", columns([Float64, [x]]))[0]!, Math.exp(x)))).toBeLessThanOrEqual(1);
        const y = Math.abs(x) + Number.MIN_VALUE;
        expect(Math.abs(ulps(call("log", columns([Float64, [y]]))[0]!, Math.log(y)))).toBeLessThanOrEqual(1);
        expect(call("sqrt", columns([Float64, [y]]))).toEqual([Math.sqrt(y)]);
      }),
      { numRuns: 60 },
    );
  });
});

describe("decimal arithmetic", () => {
  const digits = (precision: number): fc.Arbitrary<bigint> =>
    fc.bigInt({ min: -(10n ** BigInt(precision)) + 1n, max: 10n ** BigInt(precision) - 1n });
  const shape = fc.constantFrom([5, 2], [9, 4], [15, 2], [18, 0], [18, 6]) as fc.Arbitrary<[number, number]>;

  it("adds, subtracts and multiplies exactly", () => {
    const pair = fc
      .tuple(shape, shape)
      .chain(([p, q]) => fc.tuple(fc.constant(p), fc.constant(q), digits(p[0]), digits(q[0])));
    fc.assert(
      fc.property(pair, ([p, q, a, b]) => {
        const input = columns([Decimal(...p), [a]], [Decimal(...q), [b]]);
        const scale = Math.max(p[1], q[1]);
        const [x, y] = [a * 10n ** BigInt(scale - p[1]), b * 10n ** BigInt(scale - q[1])];
        expect(call("add", input)).toEqual([x + y]);
        expect(call("sub", input)).toEqual([x - y]);
        expect(call("mul", input)).toEqual([a * b]);
      }),
      { numRuns: 150 },
    );
  });

  it("multiplies 128 by 64 bits", () => {
    fc.assert(
      fc.property(digits(28), digits(9), (a, b) => {
        expect(call("mul", columns([Decimal(28, 4), [a]], [Decimal(9, 2), [b]]))).toEqual([a * b]);
      }),
      { numRuns: 100 },
    );
  });

  it("passes nulls on and compares across scales", () => {
    const input = columns([Decimal(10, 2), [150n, null]], [Decimal(20, 4), [15000n, 1n]]);
    expect(call("eq", input)).toEqual([true, null]);
    expect(call("lt", input)).toEqual([false, null] satisfies LiteralValue[]);
  });
});
