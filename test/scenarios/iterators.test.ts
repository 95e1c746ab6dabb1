import { Readable } from "node:stream";
import { setEngineTuning } from "@millrace/engine";
import type { DataFrame as Frame, LazyFrame } from "millrace";
import { col, concat, DataFrame, Int64, InvalidArgumentError, len, scanIterator } from "millrace";
import { afterEach, describe, expect, it } from "vitest";

const batches = [DataFrame({ a: [1n, 2n], b: [10n, 20n] }), DataFrame({ a: [3n], b: [30n] })];

function* generator(): Generator<Frame> {
  yield* batches;
}

async function* asyncGenerator(): AsyncGenerator<Frame> {
  yield* batches;
}

const once: Readonly<Record<string, () => Iterable<Frame> | AsyncIterable<Frame>>> = {
  "a generator": generator,
  "an async generator": asyncGenerator,
  "an iterator of a list": () => batches.values(),
  "a stream": () => Readable.from(batches) as AsyncIterable<Frame>,
};

const often: Readonly<Record<string, () => Iterable<Frame> | AsyncIterable<Frame>>> = {
  "a list": () => batches,
  "an iterable": () => ({ [Symbol.iterator]: generator }),
  "an async iterable": () => ({ [Symbol.asyncIterator]: asyncGenerator }),
};

const scan = (source: Iterable<Frame> | AsyncIterable<Frame>): LazyFrame =>
  scanIterator(source, { a: Int64, b: Int64 });

describe.each(Object.entries({ ...once, ...often }))("%s in several places of one query", (_name, source) => {
  it("is joined with its own columns", async () => {
    const frame = scan(source());
    const joined = await frame.join(frame.select("a"), { on: "a" }).sort("a").collect();
    expect(joined.column("b").toArray()).toEqual([10n, 20n, 30n]);
  });

  it("is joined with other rows of itself", async () => {
    const frame = scan(source());
    const some = frame.filter(col("a").gt(1)).join(frame.filter(col("b").lt(30)).select("a"), { on: "a" });
    expect((await some.collect()).toRecords()).toEqual([{ a: 2n, b: 20n }]);
  });

  it("stands beside its own sum", async () => {
    const shares = await scan(source())
      .withColumns(col("b").div(col("b").sum()))
      .sort("a")
      .collect();
    expect(shares.column("b").toArray()).toEqual([10 / 60, 20 / 60, 0.5]);
  });

  it("stands below itself, in order", async () => {
    const frame = scan(source());
    const result = await concat([frame, frame.head(2)]).collect();
    expect(result.column("a").toArray()).toEqual([1n, 2n, 3n, 1n, 2n]);
  });
});

describe.each(Object.entries(once))("%s", (_name, source) => {
  it("is read once; a second query throws", async () => {
    const frame = scan(source());
    expect((await frame.collect()).height).toBe(3);
    await expect(frame.collect()).rejects.toThrow(InvalidArgumentError);
    await expect(frame.select(len()).collect()).rejects.toThrow(/was read by an earlier query.*Collect it into/s);
  });

  it("goes to one of two queries at the same time", async () => {
    const frame = scan(source());
    const results = await Promise.allSettled([frame.collect(), frame.collect()]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    for (const result of results) {
      if (result.status === "fulfilled") expect(result.value.height).toBe(3);
      else expect(result.reason).toBeInstanceOf(InvalidArgumentError);
    }
  });
});

describe.each(Object.entries(often))("%s", (_name, source) => {
  it("is read anew by each query", async () => {
    const frame = scan(source());
    const results = await Promise.all([frame.collect(), frame.collect()]);
    results.push(await frame.collect());
    expect(results.map(({ height }) => height)).toEqual([3, 3, 3]);
  });
});

describe("where state spills frame by frame", () => {
  const numFrames = 6;
  const rows = 5000;
  function* frames(): Generator<Frame> {
    for (let i = 0; i < numFrames; i++) {
      const a = Array.from({ length: rows }, (_, row) => BigInt(i * rows + row));
      yield DataFrame({ a, b: a.map((value) => -value) });
    }
  }

  afterEach(() => {
    setEngineTuning({});
  });

  it.each<[string, (frame: LazyFrame) => LazyFrame, number]>([
    ["a sort", (frame) => frame.sort("b"), numFrames * rows],
    ["groups", (frame) => frame.groupBy("a").agg(col("b").first()), numFrames * rows],
    ["the rows that several places read", (frame) => concat([frame, frame]), 2 * numFrames * rows],
  ])("%s", async (_name, query, wanted) => {
    setEngineTuning({ stateLimit: 100_000 });
    const { data, profile } = await query(scan(frames())).profile({ threads: 2 });
    expect(profile.spilledBytes).toBeGreaterThan(0);
    expect(data.height).toBe(wanted);
    const { a } = (await data.lazy().select(col("a").sum()).collect()).toRecords()[0]!;
    const once = (BigInt(numFrames * rows) * BigInt(numFrames * rows - 1)) / 2n;
    expect(BigInt(a as number | bigint)).toBe(once * BigInt(wanted / (numFrames * rows)));
  });
});
