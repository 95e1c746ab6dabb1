import {
  QUANTILE_COUNT,
  QUANTILE_CURSOR,
  QUANTILE_HISTOGRAM_SIZE,
  QUANTILE_MAX_VALUES,
  QUANTILE_NULL,
  QUANTILE_SIZE,
  QUANTILE_VALUE,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { TestArena } from "../testing/arena.ts";
import { Random } from "../testing/random.ts";

const arena = new TestArena();
const { kernels } = arena;
const histogram = arena.allocate(QUANTILE_HISTOGRAM_SIZE);

function place(values: readonly bigint[]): number {
  const at = arena.allocate(values.length * 8);
  values.forEach((value, i) => {
    arena.setU64(at + i * 8, value);
  });
  return at;
}

function read(at: number, length: number): bigint[] {
  return Array.from({ length }, (_, i) => arena.u64(at + i * 8));
}

const ascending = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/** The bits of a float in the order of unsigned numbers. */
function ordered(value: number): bigint {
  const bits = new BigUint64Array(new Float64Array([value]).buffer)[0] ?? 0n;
  return bits >> 63n === 0n ? bits | (1n << 63n) : BigInt.asUintN(64, ~bits);
}

describe("the value at a rank", () => {
  const random = new Random(7);
  const inputs: Readonly<Record<string, (i: number) => bigint>> = {
    "of any bits": () => random.u64(),
    "of few values": () => BigInt(random.below(3)) << 40n,
    "of one value": () => 5n,
    "that differ in the lowest bits alone": () => (1n << 63n) + BigInt(random.below(16)),
    "that need every digit": (i) => 1n << BigInt(i % 64),
    "with one far away": (i) => (i === 17 ? (1n << 64n) - 1n : BigInt(random.below(1000))),
    "in order": (i) => BigInt(i) << 20n,
  };
  for (const [name, make] of Object.entries(inputs)) {
    test(name, () => {
      for (const length of [1, 2, 31, 33, 257, 3000]) {
        const values = Array.from({ length }, (_, i) => make(i));
        const sorted = values.toSorted(ascending);
        const at = place(values);
        for (const rank of new Set([0, length >> 1, length - 1, random.below(length)])) {
          expect(BigInt.asUintN(64, kernels.holistic_select(at, length, rank, histogram))).toBe(sorted[rank]);
        }
        expect(read(at, length).toSorted(ascending)).toEqual(sorted);
      }
    });
  }

  test("is refused outside of the range", () => {
    expect(() => kernels.holistic_select(histogram, 3, 3, histogram)).toThrow(WebAssembly.RuntimeError);
    expect(() => kernels.holistic_select(histogram, QUANTILE_MAX_VALUES + 1, 0, histogram)).toThrow();
  });
});

test("gather brings the values of a digit to the front, piece by piece", () => {
  const values = Array.from({ length: 1000 }, (_, i) => BigInt((i * 37) % 256) << 8n);
  const at = place(values);
  const first = kernels.holistic_gather(at, 0, 400, 0, 8, 74);
  const end = kernels.holistic_gather(at, 400, 600, first, 8, 74);
  const matching = values.filter((value) => value >> 8n === 74n);
  expect(read(at, end)).toEqual(matching);
  expect(read(at, 1000).toSorted(ascending)).toEqual(values.toSorted(ascending));
});

describe("quantiles of groups", () => {
  /** Group rows that are quantile places alone, with their values in one array. */
  function groupsOf(groups: readonly (readonly number[])[]): { readonly rows: number; readonly values: number } {
    const rows = arena.allocate(groups.length * 4);
    const places = arena.allocate(groups.length * QUANTILE_SIZE);
    let end = 0;
    groups.forEach((values, i) => {
      end += values.length;
      arena.setU32(rows + i * 4, places + i * QUANTILE_SIZE);
      arena.setU32(places + i * QUANTILE_SIZE + QUANTILE_COUNT, values.length);
      arena.setU32(places + i * QUANTILE_SIZE + QUANTILE_CURSOR, end);
    });
    return { rows, values: place(groups.flat().map(ordered)) };
  }

  function results(rows: number, length: number): (number | null)[] {
    return Array.from({ length }, (_, i) => {
      const at = arena.u32(rows + i * 4);
      return arena.bytes[at + QUANTILE_NULL] === 1 ? null : arena.view.getFloat64(at + QUANTILE_VALUE, true);
    });
  }

  test("are interpolated; no values make a null", () => {
    const groups = [[3, 1, 2], [], [4, -1], [0.5], [-8, -2, -4, -6], [Number.NaN, -Infinity, 1]];
    const { rows, values } = groupsOf(groups);
    expect(kernels.holistic_quantiles(6, rows, 0, values, 0.5, 0, histogram)).toBe(6);
    expect(results(rows, 6)).toEqual([2, null, 1.5, 0.5, -5, 1]);
    expect(kernels.holistic_quantiles(6, rows, 0, values, 0.25, 0, histogram)).toBe(6);
    expect(results(rows, 6)).toEqual([1.5, null, 0.25, 0.5, -6.5, -Infinity]);
    kernels.holistic_quantiles(1, rows, 0, values, 0.3, 1, histogram);
    expect(arena.view.getFloat32(arena.u32(rows) + QUANTILE_VALUE, true)).toBe(Math.fround(1.6));
  });

  test("stop in front of a large group and after many values", () => {
    const large = Array.from({ length: QUANTILE_MAX_VALUES + 1 }, (_, i) => i);
    const { rows, values } = groupsOf([[1], large, [2]]);
    expect(kernels.holistic_quantiles(3, rows, 0, values, 0.5, 0, histogram)).toBe(1);
    expect(kernels.holistic_quantiles(2, rows + 4, 0, values, 0.5, 0, histogram)).toBe(0);
    const half = large.slice(0, QUANTILE_MAX_VALUES);
    const many = groupsOf([half, half, half]);
    expect(kernels.holistic_quantiles(3, many.rows, 0, many.values, 0.5, 0, histogram)).toBe(2);
  });
});
