// Faults that random plans have found, each as the smallest query that showed it.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataFrame, LazyFrame } from "millrace";
import { col, concat, concatStr, Decimal, fromRecords, Int32, len, lit, scanParquet, UInt8 } from "millrace";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-regressions-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const numbers = (count: number, value: (i: number) => number | null): DataFrame =>
  fromRecords(
    Array.from({ length: count }, (_, i) => ({ row: i, value: value(i) })),
    { schema: { row: Int32, value: Int32 } },
  );

const values = async (frame: LazyFrame, column: string): Promise<unknown[]> =>
  (await frame.collect({ threads: 2 })).column(column).toArray();

it("sums of sums of decimals keep their type", async () => {
  const frame = fromRecords([{ d: "1.25" }], { schema: { d: Decimal(9, 2) } }).lazy();
  expect(await values(frame.select(col("d").add(col("d").add(col("d").sub(col("d"))))), "d")).toEqual(["2.50"]);
});

it("a sort takes the rows of several pipelines once", async () => {
  const frame = numbers(5000, (i) => i % 7).lazy();
  const sorted = concat([frame, frame.filter(col("value").eq(3)), frame.head(10)]).sort(["row", "value"]);
  expect((await sorted.collect({ threads: 2 })).height).toBe(5000 + 714 + 10);
});

it("groups can be grouped by the number of their different values", async () => {
  const frame = numbers(100, (i) => i % 10).lazy();
  const perDigit = frame.groupBy(col("row").floorDiv(25)).agg(col("value").nUnique().alias("n"));
  expect((await perDigit.groupBy("n").agg(len()).collect()).toRecords()).toEqual([{ n: 10, len: 4 }]);
});

it("unique rows that are the last of their kind keep their own order", async () => {
  const frame = numbers(6, (i) => [1, 2, 1, 3, 2, 1][i]!).lazy();
  const last = frame.unique({ subset: "value", keep: "last", maintainOrder: true });
  expect(await values(last, "row")).toEqual([3, 4, 5]);
});

describe("a value that a strict cast refuses", () => {
  const cast = numbers(6000, (i) => (i === 3000 ? 300 : i % 200))
    .lazy()
    .withColumns(col("value").cast(UInt8).alias("byte"));

  it.each<[string, LazyFrame]>([
    ["is stored by a sort", cast.sort("row")],
    ["is a sort's key", cast.sort("byte")],
    [
      "is stored by a join",
      numbers(5, () => 1)
        .lazy()
        .join(cast, { on: "row", how: "right" }),
    ],
    ["is summed by group", cast.groupBy("row").agg(col("byte").sum())],
    ["is a group's median", cast.groupBy("row").agg(col("byte").median())],
    ["is counted by group", cast.groupBy("row").agg(col("byte").nUnique())],
    ["is a sum", cast.select(col("byte").sum())],
  ])("fails the query where it %s", async (_, query) => {
    await expect(query.collect({ threads: 2 })).rejects.toThrow('Could not cast the value "300" from Int32 to UInt8');
  });
});

describe("null keys that match", () => {
  const left = numbers(3, () => null)
    .lazy()
    .select("row", lit(null, UInt8).alias("key"));

  it.each([
    ["find the null among integers", [1, null, 3], 3],
    ["do not find a zero that is never null", [0, 1], 0],
  ] as const)("%s", async (_, keys, found) => {
    const right = fromRecords(
      keys.map((key) => ({ key })),
      { schema: { key: UInt8 } },
    ).lazy();
    const options = { on: "key", nullsEqual: true } as const;
    expect((await left.join(right, { ...options, how: "semi" }).collect()).height).toBe(found);
    expect((await left.join(right, { ...options, how: "anti" }).collect()).height).toBe(3 - found);
    const counted = right.groupBy("key").agg(len());
    expect((await left.join(counted, { ...options, how: "inner" }).collect()).height).toBe(found);
  });
});

describe("coded columns", () => {
  const rows = Array.from({ length: 6000 }, (_, i) => ({
    text: `SOME TEXT OF MORE THAN TWELVE BYTES ${(i * 7) % (i < 3000 ? 40 : 55)}`,
    word: `w${i % 3}`,
  }));
  let path: string;

  beforeAll(async () => {
    path = join(folder, "texts.parquet");
    await fromRecords(rows).lazy().sinkParquet(path, { rowGroupSize: 2000 });
  });

  it("keep the strings that are computed once for each entry of a dictionary", async () => {
    const joined = scanParquet(path).select(concatStr([col("word"), col("text").str.toLowercase()]).alias("both"));
    expect(await values(joined, "both")).toEqual(rows.map((row) => row.word + row.text.toLowerCase()));
  });

  it("may be a key twice", async () => {
    const grouped = scanParquet(path).groupBy("text", col("text").alias("again")).agg(len());
    expect((await grouped.collect({ threads: 1 })).height).toBe(55);
  });
});
