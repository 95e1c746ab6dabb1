// Slots merge ranges of sorted rows beside one another. Small batches make small ranges: see sort-ranges.ts of the engine.

import { setEngineTuning } from "@millrace/engine";
import type { LazyFrame } from "millrace";
import { col, concat, DataFrame } from "millrace";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { itByDefault } from "./support/hostile-skips.ts";

interface Row {
  readonly key: string | null;
  readonly level: number | null;
  readonly row: number;
}

const numRows = 12_000;

/** Many rows of few keys: most borders of ranges lie within equal keys. */
const rows: readonly Row[] = Array.from({ length: numRows }, (_, row) => ({
  key: row % 13 === 5 ? null : `a key that is long enough ${(row * 7919) % 5}`,
  level: row % 17 === 3 ? null : ((row * 104_729) % 23) / 4,
  row,
}));

const table: LazyFrame = DataFrame({
  key: rows.map(({ key }) => key),
  level: rows.map(({ level }) => level),
  row: rows.map(({ row }) => row),
}).lazy();

/** Nulls first, as in frames. */
function compare<T extends number | string>(a: T | null, b: T | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Array.toSorted is stable, too. */
const byLevel = rows.toSorted((a, b) => compare(a.level, b.level));
const byKeyAlone = rows.toSorted((a, b) => compare(a.key, b.key));
const byKey = rows.toSorted((a, b) => compare(a.key, b.key) || compare(a.level, b.level));

describe.each([1, 2, 3])("a sort merged by %i slots", (threads) => {
  beforeEach(() => setEngineTuning({ inlineBytes: 0, batchRows: 50 }));
  afterEach(() => setEngineTuning({}));

  const collect = async (frame: LazyFrame): Promise<unknown[]> => (await frame.collect({ threads })).toRecords();

  it("is stable by numbers and by text", async () => {
    expect(await collect(table.sort("level"))).toEqual(byLevel);
    expect(await collect(table.sort(["key", "level"]))).toEqual(byKey);
  });

  itByDefault("has ranges enough for every slot", async () => {
    const { profile } = await table.sort("level").profile({ threads });
    // 50 rows a batch, four batches a range.
    expect(profile.pipelines.at(-1)).toMatchObject({ source: "sorted rows", slots: threads, morselsDone: 60 });
  });

  it("keeps the first rows of ranges that a limit cuts", async () => {
    for (const limit of [1, 199, 200, 201, 5_000]) {
      expect(await collect(table.sort("level").head(limit))).toEqual(byLevel.slice(0, limit));
    }
    expect(await collect(table.sort("level").slice(4_321, 2_000))).toEqual(byLevel.slice(4_321, 6_321));
  });

  it("numbers its rows", async () => {
    const numbers = byKey.map((row, i) => ({ index: i, ...row }));
    expect(await collect(table.sort(["key", "level"]).withRowIndex("index"))).toEqual(numbers);
    const first = table.sort(["key", "level"]).head(3_000).withRowIndex("index");
    expect(await collect(first.filter(col("index").mod(2).eq(0)))).toEqual(
      numbers.slice(0, 3_000).filter(({ index }) => index % 2 === 0),
    );
  });

  it("gives the first rows of groups, and groups as they appear", async () => {
    const grouped = table
      .sort(["key", "level"])
      .groupBy("level", { maintainOrder: true })
      .agg(col("row").first(), col("row").last().alias("last"));
    const expected = new Map<number | null, { level: number | null; row: number; last: number }>();
    for (const { level, row } of byKey) {
      expected.set(level, { level, row: expected.get(level)?.row ?? row, last: row });
    }
    expect(await collect(grouped)).toEqual([...expected.values()]);
  });

  it("probes a join, and is its build side", async () => {
    const sorted = table.sort("level").filter(col("row").lt(900));
    const probe = sorted.join(table.sort("key").select("key", col("row").alias("other")).head(400), { on: "key" });
    const others = byKeyAlone.slice(0, 400);
    const expected = byLevel
      .filter(({ row }) => row < 900)
      .flatMap((left) =>
        others.filter(({ key }) => key !== null && key === left.key).map((right) => ({ ...left, other: right.row })),
      );
    expect(await collect(probe)).toEqual(expected);
  });

  it("is read twice, and numbered below other rows", async () => {
    const sorted = table.sort("level");
    const twice = concat([sorted.filter(col("row").lt(500)), sorted.filter(col("row").ge(11_000))]);
    const expected = [...byLevel.filter(({ row }) => row < 500), ...byLevel.filter(({ row }) => row >= 11_000)];
    expect(await collect(twice)).toEqual(expected);
    expect(await collect(twice.withRowIndex("index"))).toEqual(expected.map((row, index) => ({ index, ...row })));
  });
});
