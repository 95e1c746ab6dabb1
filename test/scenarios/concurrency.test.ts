import { join } from "node:path";
import type { DataFrame as Frame, LazyFrame } from "millrace";
import { col, concat, DataFrame, Int64, len, scanIterator, scanParquet, String as Text } from "millrace";
import { beforeAll, describe, expect, it } from "vitest";
import { generate, testFolder } from "./support/tables.ts";

const folder = testFolder();
beforeAll(async () => {
  await generate(folder, "vitals --rows 60000 --patients 200 --files 3");
});

const scan = (): LazyFrame => scanParquet(join(folder, "vitals/*.parquet"));
const grouped = (): LazyFrame =>
  scan().groupBy("patient_id").agg(col("heart_rate").mean(), len().alias("rows")).sort("patient_id");
const sorted = (): LazyFrame => scan().select("bmi", "patient_id").sort("bmi").head(100);
const filtered = (): LazyFrame => scan().filter(col("heart_rate").gt(100)).select("patient_id", "heart_rate");

describe.each([1, 2])("queries at the same time, with threads: %i", (threads) => {
  it("[LAZ-03] twelve queries beside one another give what each gives alone", async () => {
    const queries = [grouped, sorted, filtered];
    const alone: Frame[] = [];
    for (const query of queries) alone.push(await query().collect({ threads }));
    const together = await Promise.all(
      Array.from({ length: 12 }, (_, i) => queries[i % queries.length]!().collect({ threads })),
    );
    together.forEach((frame, i) => expect(frame.equals(alone[i % queries.length]!)).toBe(true));
  });

  it("[LAZ-03] [STM-13] a query inside of the loop over another's batches", async () => {
    const whole = await filtered().collect({ threads });
    const parts: Frame[] = [];
    const inner = await grouped().collect({ threads });
    for await (const batch of filtered().batches({ threads })) {
      parts.push(batch);
      expect((await grouped().collect({ threads })).equals(inner)).toBe(true);
      for await (const nested of sorted().batches({ threads })) expect(nested.height).toBeGreaterThan(0);
    }
    expect(concat(parts).equals(whole)).toBe(true);
  });

  it("[IO-67] [STM-13] an async iterator that runs queries itself", async () => {
    async function* source(): AsyncGenerator<Frame> {
      for (let i = 0; i < 5; i++) {
        const count = await filtered().select(len()).collect({ threads });
        yield DataFrame(
          { id: [BigInt(i), count.height], text: [`batch ${i}`, null] },
          { schema: { id: Int64, text: Text } },
        );
      }
    }
    const frame = scanIterator(source(), { id: Int64, text: Text });
    const result = await frame
      .filter(col("text").isNotNull())
      .join(DataFrame({ id: [1n, 3n, 9n], name: ["one", "three", "nine"] }).lazy(), { on: "id", how: "left" })
      .collect({ threads });
    expect(result.column("id").toArray()).toEqual([0n, 1n, 2n, 3n, 4n]);
    expect(result.column("name").toArray()).toEqual([null, "one", null, "three", null]);
  });

  it("[IO-67] an iterator is taken no faster than its batches are, and closed when nobody wants more", async () => {
    let produced = 0;
    let closed = false;
    async function* source(): AsyncGenerator<Frame> {
      try {
        for (; produced < 1000; produced++) yield DataFrame({ id: [BigInt(produced)] });
      } finally {
        closed = true;
      }
    }
    let taken = 0;
    for await (const batch of scanIterator(source(), { id: Int64 }).batches({ threads })) {
      taken += batch.height;
      if (taken >= 3) break;
    }
    expect(taken).toBe(3);
    expect(produced).toBeLessThan(50);
    expect(closed).toBe(true);
    expect((await scanIterator(source(), { id: Int64 }).head(2).collect({ threads })).height).toBe(2);
  });

  it("[WIN-05] a row index counts on over the frames of an iterator", async () => {
    async function* source(): AsyncGenerator<Frame> {
      for (let i = 0n; i < 5n; i++) yield DataFrame({ id: [2n * i, 2n * i + 1n] });
    }
    const scanned = (): LazyFrame => scanIterator(source(), { id: Int64 });
    const indexed = await scanned().withRowIndex("row", 10).collect({ threads });
    expect(indexed.column("row").toArray()).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    const odd = await scanned()
      .withRowIndex("all")
      .filter(col("id").mod(2n).eq(1n))
      .withRowIndex("odd")
      .collect({ threads });
    expect(odd.column("all").toArray()).toEqual([1, 3, 5, 7, 9]);
    expect(odd.column("odd").toArray()).toEqual([0, 1, 2, 3, 4]);
  });

  it("[IO-67] an iterator that throws fails its query with its own error", async () => {
    async function* source(): AsyncGenerator<Frame> {
      yield DataFrame({ id: [1n] });
      throw new RangeError("the connection is gone");
    }
    await expect(scanIterator(source(), { id: Int64 }).collect({ threads })).rejects.toThrow("the connection is gone");
    async function* wrong(): AsyncGenerator<Frame> {
      yield DataFrame({ id: ["text"] });
    }
    await expect(scanIterator(wrong(), { id: Int64 }).collect({ threads })).rejects.toMatchObject({
      code: "TYPE_MISMATCH",
    });
    expect((await filtered().collect({ threads })).height).toBeGreaterThan(0);
  });

  it("[STM-13] leaving the loop early stops the query, and the next one works", async () => {
    for await (const batch of scan().batches({ threads })) {
      expect(batch.height).toBeGreaterThan(0);
      break;
    }
    expect((await scan().select(len()).collect({ threads })).column("len").toArray()).toEqual([60_000]);
  });
});
