import type { LazyFrame } from "millrace";
import { col, DataFrame, Decimal, len, lit, String as Text } from "millrace";
import { describe, expect, test } from "vitest";

// Decimals are multiplied and summed in 64 bits as long as a batch's numbers are known to be small. The sums here leave that at
// different places, and are compared with those of bigint.

const ROWS = 40_000;
const GROUPS = 3;
const DIGITS_18 = 10n ** 18n;

/** Two decimal columns and a group, unscaled values given by row. */
async function decimals(a: (row: number) => bigint, b: (row: number) => bigint): Promise<LazyFrame> {
  const rows = Array.from({ length: ROWS }, (_, row) => row);
  const frame = DataFrame({
    g: rows.map((row) => row % GROUPS),
    a: rows.map((row) => a(row)),
    b: rows.map((row) => b(row)),
  });
  const cast = (name: string) => col(name).cast(Decimal(18, 0)).alias(name);
  return (await frame.lazy().select("g", cast("a"), cast("b")).collect()).lazy();
}

function expected(a: (row: number) => bigint, b: (row: number) => bigint): Record<string, bigint[]> {
  const sums = { plain: [0n, 0n, 0n], product: [0n, 0n, 0n], square: [0n, 0n, 0n] };
  for (let row = 0; row < ROWS; row++) {
    const g = row % GROUPS;
    sums.plain[g] = (sums.plain[g] ?? 0n) + a(row);
    sums.product[g] = (sums.product[g] ?? 0n) + a(row) * b(row);
    sums.square[g] = (sums.square[g] ?? 0n) + a(row) * (1n + b(row));
  }
  return sums;
}

const small = (row: number): bigint => BigInt((row * 7919) % 1000) - 500n;
const cases: readonly (readonly [string, (row: number) => bigint, (row: number) => bigint])[] = [
  ["small numbers", small, (row) => BigInt(row % 13) - 6n],
  ["products of more than 64 bits in the last batch", small, (row) => (row < 35_000 ? 1n : DIGITS_18 - 1n)],
  ["sums of more than 64 bits of products that fit", (row) => 10n ** 15n + BigInt(row), () => 900n],
  ["great numbers from the first row on", () => 1n - 10n ** 16n, (row) => 10n ** 16n - 1n - BigInt(row)],
  ["one great number between small ones", (row) => (row === 20_001 ? DIGITS_18 - 1n : small(row)), () => -3n],
  ["sums that return to small ones", (row) => (row % 6 < 3 ? 1n : -1n) * (DIGITS_18 - 1n), () => 2n],
];

describe("sums of decimals", () => {
  test.each(cases)("%s", async (_, a, b) => {
    const frame = await decimals(a, b);
    const want = expected(a, b);
    const sums = [
      col("a").sum().alias("plain"),
      col("a").mul(col("b")).sum().alias("product"),
      col("a")
        .mul(lit(1).add(col("b")))
        .sum()
        .alias("square"),
    ];
    const texts = Object.keys(want).map((name) => col(name).cast(Text));
    const grouped = frame.groupBy("g").agg(...sums, col("a").mean().alias("mean"), len().alias("n"));
    const records = (
      await grouped
        .sort("g")
        .select(...texts, "mean")
        .collect({ threads: 2 })
    ).toRecords();
    for (const [name, numbers] of Object.entries(want)) {
      expect(records.map((record) => record[name])).toEqual(numbers.map(String));
    }
    const counts = Array.from({ length: GROUPS }, (_, g) => Math.ceil((ROWS - g) / GROUPS));
    const means = (want["plain"] ?? []).map((sum, g) => Number(sum) / (counts[g] ?? 0));
    records.forEach((record, g) => {
      expect(record["mean"]).toBeCloseTo(means[g] ?? 0, 6);
    });
    const [all] = (
      await frame
        .select(...sums)
        .select(...texts)
        .collect()
    ).toRecords();
    for (const [name, numbers] of Object.entries(want)) {
      expect(all?.[name]).toBe(String(numbers.reduce((sum, value) => sum + value, 0n)));
    }
  });
});
