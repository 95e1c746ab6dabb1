import { join } from "node:path";
import type { LazyFrame } from "millrace";
import { col, DataFrame, Decimal, len, lit, readParquet, scanParquet, String as Text, when } from "millrace";
import { beforeAll, describe, expect, test } from "vitest";
import { testFolder } from "./scenarios/support/tables.ts";

// Sums of decimals have 38 digits. Written to Parquet and read again they are columns like any other.

const path = join(testFolder(), "sums.parquet");
const ROWS = 30_000;
const GROUPS = 1000;
/** The value of a row; those of every tenth group are so large that their sums leave 64 bits. */
const valueOf = (row: number): bigint =>
  (row % 10 === 0 ? 10n ** 17n : 1n) * BigInt((row % 9) - (row % 100 < 50 ? 9 : 0));
const rows: readonly number[] = Array.from({ length: ROWS }, (_, row) => row);
/** By group; null for every hundredth. */
const sums: (bigint | null)[] = Array(GROUPS).fill(0n);
for (const row of rows) sums[row % GROUPS]! += valueOf(row);
for (let group = 99; group < GROUPS; group += 100) sums[group] = null;

const scan = (): LazyFrame => scanParquet(path);
const texts = async (frame: LazyFrame, column = "sum"): Promise<unknown[]> => [
  ...(await frame.select(col(column).cast(Text)).collect()).column(column).toArray(),
];
const asText = (value: bigint | null): string | null => (value === null ? null : `${value}`);
const compare = (a: bigint, b: bigint): number => (a < b ? -1 : Number(a > b));

beforeAll(async () => {
  const frame = DataFrame({ group: rows.map((row) => row % GROUPS), value: rows.map(valueOf) });
  const known = col("group").mod(100).ne(99);
  const grouped = frame
    .lazy()
    .groupBy("group", { maintainOrder: true })
    .agg(col("value").cast(Decimal(18, 0)).sum().alias("sum"))
    .withColumns(when(known).then(col("sum")).otherwise(null).alias("sum"));
  await grouped.sinkParquet(path, { rowGroupSize: 100 });
});

describe("decimals of 38 digits in Parquet", () => {
  test("come back as they were written", async () => {
    expect((await scan().collectSchema()).get("sum")).toEqual(Decimal(38, 0));
    expect(sums.some((sum) => sum !== null && BigInt.asIntN(64, sum) !== sum)).toBe(true);
    expect(await texts(scan())).toEqual(sums.map(asText));
    const frame = await readParquet(path);
    const copy = `${path}.copy`;
    await frame.writeParquet(copy);
    expect((await readParquet(copy)).equals(frame)).toBe(true);
  });

  test.each([10n ** 18n, -(10n ** 19n), 2n ** 63n, -(2n ** 63n)])("are compared with %d", async (bound) => {
    const want = sums.filter((sum) => sum !== null && sum > bound).map(asText);
    expect(await texts(scan().filter(col("sum").gt(lit(bound, Decimal(38, 0)))))).toEqual(want);
  });

  test("are keys of groups, joins and sorts", async () => {
    const groups = new Map<bigint | null, number>();
    for (const sum of sums) groups.set(sum, (groups.get(sum) ?? 0) + 1);
    const counted = await scan().groupBy("sum").agg(len().alias("rows")).collect();
    expect(counted.height).toBe(groups.size);
    const pairs = [...groups].reduce((total, [sum, count]) => total + (sum === null ? 0 : count * count), 0);
    const joined = scan().join(scan().rename({ group: "other" }), { on: "sum" });
    expect((await joined.select(len()).collect()).column("len").toArray()).toEqual([pairs]);
    const sorted = sums.filter((sum) => sum !== null).sort(compare);
    expect(await texts(scan().filter(col("sum").isNotNull()).sort("sum"))).toEqual(sorted.map(asText));
  });

  test("are summed and bounded", async () => {
    const known = sums.filter((sum) => sum !== null).sort(compare);
    const all = scan().select(col("sum").sum(), col("sum").min().alias("min"), col("sum").max().alias("max"));
    expect(await texts(all)).toEqual([asText(known.reduce((a, b) => a + b))]);
    expect(await texts(all, "min")).toEqual([asText(known[0]!)]);
    expect(await texts(all, "max")).toEqual([asText(known.at(-1)!)]);
  });
});
