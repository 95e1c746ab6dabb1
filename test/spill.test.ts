import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { setEngineTuning } from "@millrace/engine";
import type { LazyFrame } from "millrace";
import { col, concat, DataFrame } from "millrace";
import { afterEach, describe, expect, it } from "vitest";
import { itByDefault } from "./support/hostile-skips.ts";

const joinTypes = ["inner", "left", "right", "full", "semi", "anti"] as const;

/** Rows with nulls, short and long strings, and keys that repeat. */
function table(numRows: number): LazyFrame {
  const rows = Array.from({ length: numRows }, (_, i) => i);
  return DataFrame({
    id: rows.map((i) => (i % 7 === 3 ? null : BigInt(i))),
    key: rows.map((i) => (i % 5 === 0 ? `a rather long string key ${i % 3}` : `k${i % 11}`)),
    row: rows.map((i) => BigInt(i)),
  }).lazy();
}

function spillFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith(`millrace-${process.pid}-`));
}

/** The rows of a query that had room, and of the same query that had to spill. */
async function both(query: LazyFrame, stateLimit: number): Promise<{ kept: unknown[]; spilled: unknown[] }> {
  const kept = (await query.collect({ threads: 1 })).toRecords();
  setEngineTuning({ stateLimit });
  const { data, profile } = await query.profile({ threads: 2 });
  expect(profile.spilledBytes).toBeGreaterThan(50_000);
  return { kept, spilled: data.toRecords() };
}

describe("state past its limit", () => {
  afterEach(() => {
    setEngineTuning({});
    expect(spillFolders()).toEqual([]);
  });

  it("groups by partitions on disk, in the same order", async () => {
    const query = table(40_000).groupBy("id", "key").agg(col("row").sum().alias("sum"), col("row").max().alias("max"));
    const { kept, spilled } = await both(query, 2_000_000);
    expect(kept).toHaveLength(34_286 + 14);
    expect(spilled).toEqual(kept);
  });

  it.each([undefined, 4_000_000])(
    "groups keys of which nearly all differ, then keys that repeat, state limit %s",
    async (stateLimit) => {
      const numKeys = 150_000;
      const keys = Array.from({ length: 200_000 }, (_, i) => (i < numKeys ? i : i % 100));
      setEngineTuning({ inlineBytes: 0, ...(stateLimit === undefined ? {} : { stateLimit }) });
      const { data, profile } = await DataFrame({ key: keys, one: keys.map(() => 1) })
        .lazy()
        .groupBy("key")
        .agg(col("one").sum(), col("one").count().alias("count"))
        .profile({ threads: 1 });
      if (stateLimit !== undefined) expect(profile.spilledBytes).toBeGreaterThan(0);
      const counts = new Map(data.toRecords().map((row) => [row["key"], row["count"]]));
      expect(data.height).toBe(numKeys);
      expect(data.toRecords().every((row) => row["one"] === row["count"])).toBe(true);
      expect(counts.get(7)).toBe(501);
      expect(counts.get(149_999)).toBe(1);
    },
  );

  it("sorts by runs on disk, stably [S-23]", async () => {
    const query = table(40_000).sort("key", { descending: true });
    const { kept, spilled } = await both(query, 1_500_000);
    expect(spilled).toEqual(kept);
  });

  it("numbers the rows of several frames one below the other", async () => {
    const query = concat([table(20_000), table(15_000)])
      .withRowIndex("number")
      .groupBy("key")
      .agg(col("number").sum());
    const { kept, spilled } = await both(query, 600_000);
    expect(spilled).toEqual(kept);
    const numbers = (
      await concat([table(20_000), table(15_000)])
        .withRowIndex("number")
        .collect()
    ).column("number");
    expect(numbers.toArray()).toEqual(Array.from({ length: 35_000 }, (_, i) => i));
  });

  it.each(joinTypes)("joins partition by partition: %s", async (how) => {
    const query = table(20_000).join(table(15_000), { on: ["id", "key"], how });
    const { kept, spilled } = await both(query, 600_000);
    expect(spilled).toEqual(kept);
  });

  itByDefault("keeps the first rows of an order, not the input [S-24]", async () => {
    const query = table(300_000).sort("key", { descending: true });
    const all = await query.collect();
    const { data, profile } = await query.head(100).profile({ threads: 2 });
    expect(data.toRecords()).toEqual(all.head(100).toRecords());
    const [sink] = profile.pipelines;
    expect(sink?.stateBytes).toBeLessThan(16 * 1024 * 1024);
    expect(profile.spilledBytes).toBe(0);
  });
});
