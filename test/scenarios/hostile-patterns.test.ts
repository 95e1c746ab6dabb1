import { mkdtempSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setEngineTuning } from "@millrace/engine";
import type { DataFrame as Frame } from "millrace";
import { col, DataFrame, JoinValidationError, len } from "millrace";
import { afterEach, describe, expect, it } from "vitest";
import { itByDefault } from "../support/hostile-skips.ts";
import { testFolder } from "./support/tables.ts";

const folder = testFolder();

/** State of 2 MB: a small part of what the queries here would hold. */
const tight = (): unknown => setEngineTuning({ stateLimit: 2_000_000 });
afterEach(() => setEngineTuning({}));

/** A generator of numbers that look random; the same in every run. */
function scrambled(rows: number, values: number): number[] {
  let state = 12345;
  return Array.from({ length: rows }, () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state % values;
  });
}

function table(rows: number): Frame {
  const key = scrambled(rows, 1_000_000);
  return DataFrame({
    value: key.map((n, i) => (i % 97 === 0 ? null : i % 89 === 0 ? Number.NaN : n / 8)),
    text: key.map((n) => `text number ${n % 1000} that is long`),
    row: key.map((_, i) => i),
  });
}

/** The rows' numbers in order of value: nulls first, NaN last, equal values in the order of the input. */
function sortedRowNumbers(frame: Frame): number[] {
  const rank = (value: unknown): number => (value === null ? -1 : Number.isNaN(value) ? 2 : 1);
  const rows = frame.toRecords();
  rows.sort((a, b) => {
    const [x, y] = [a["value"], b["value"]];
    if (rank(x) !== rank(y)) return rank(x) - rank(y);
    return rank(x) === 1 && x !== y ? (x as number) - (y as number) : (a["row"] as number) - (b["row"] as number);
  });
  return rows.map((row) => row["row"] as number);
}

describe("patterns that are hard to stream", () => {
  it("[S-23] [SRT-13] [STM-06] a sort of several times the memory goes through files that are gone afterwards", async () => {
    const frame = table(200_000);
    const tempDir = mkdtempSync(join(folder, "temp-"));
    tight();
    const { data, profile } = await frame.lazy().sort("value").profile({ threads: 2, tempDir });
    expect(profile.spilledBytes).toBeGreaterThan(4_000_000);
    expect(data.column("row").toArray()).toEqual(sortedRowNumbers(frame));
    expect(readdirSync(tempDir)).toEqual([]);
  });

  it("[S-23] [STM-10] the physical plan says what a sort holds and how it spills", async () => {
    const text = await table(10).lazy().sort("value").explain({ level: "physical" });
    expect(text).toMatch(/SORT .*holds rows in pages, spills sorted runs/);
  });

  itByDefault("[S-24] [SRT-03] the first rows of a sort are kept in a bounded number of rows", async () => {
    const frame = table(200_000);
    tight();
    const sorted = sortedRowNumbers(frame);
    const { data, profile } = await frame.lazy().sort("value").head(50).profile({ threads: 2 });
    expect(data.column("row").toArray()).toEqual(sorted.slice(0, 50));
    // 50 rows of a slot go into each run, whatever the input's length.
    expect(profile.spilledBytes).toBeLessThan(200_000);
    setEngineTuning({});
    const roomy = await frame.lazy().sort("value").head(50).profile({ threads: 2 });
    expect(roomy.profile.spilledBytes).toBe(0);
    expect(await frame.lazy().sort("value").head(50).explain({ level: "physical" })).toMatch(/SORT state \d LIMIT 50/);
  });

  it("[S-24] [SRT-03] topK takes the greatest, ties in the order of the input, nulls last", async () => {
    const frame = DataFrame({ key: [3, null, 5, 5, 1, 5, null], row: [0, 1, 2, 3, 4, 5, 6] });
    const top = async (k: number): Promise<unknown> =>
      (await frame.lazy().topK(k, { by: "key" }).collect()).column("row").toArray();
    expect(await top(2)).toEqual([2, 3]);
    expect(await top(4)).toEqual([2, 3, 5, 0]);
    expect(await top(99)).toEqual([2, 3, 5, 0, 4, 1, 6]);
    expect(await top(0)).toEqual([]);
    expect((await frame.lazy().bottomK(3, { by: "key" }).collect()).column("row").toArray()).toEqual([4, 0, 2]);
  });

  it("[S-25] [JOI-16] [STM-13] a thousand by a thousand matches come in batches", async () => {
    const left = DataFrame({ key: Array(1000).fill(7), left: scrambled(1000, 100) });
    const right = DataFrame({ key: Array(1000).fill(7), right: scrambled(1000, 100) });
    let rows = 0;
    let largest = 0;
    for await (const batch of left.lazy().join(right.lazy(), { on: "key" }).batches({ threads: 2 })) {
      rows += batch.height;
      largest = Math.max(largest, batch.height);
    }
    expect(rows).toBe(1_000_000);
    expect(largest).toBeLessThanOrEqual(131_072);
  });

  it("[S-25] [JOI-16] the profile warns of it, with the rows of both sides and of the result", async () => {
    const left = DataFrame({ key: Array(2000).fill(7) }).lazy();
    const right = DataFrame({ key: Array(300).fill(7), right: scrambled(300, 9) }).lazy();
    const { profile } = await left.join(right, { on: "key" }).select(len()).profile({ threads: 2 });
    expect(profile.warnings).toHaveLength(1);
    expect(profile.warnings[0]).toMatch(/600000 rows of (2000 .* 300|300 .* 2000) /);
    const unique = right.unique({ subset: "key" });
    expect((await left.join(unique, { on: "key" }).profile()).profile.warnings).toEqual([]);
  });

  it("[S-25] [JOI-15] validate finds the repeated key on either side", async () => {
    const many = DataFrame({ key: [1, 2, 2], a: [1, 2, 3] }).lazy();
    const one = DataFrame({ key: [1, 2, 3], b: [1, 2, 3] }).lazy();
    await expect(one.join(many, { on: "key", validate: "m:1" }).collect()).rejects.toThrow(JoinValidationError);
    await expect(many.join(one, { on: "key", validate: "1:m" }).collect()).rejects.toThrow(JoinValidationError);
    await expect(many.join(one, { on: "key", validate: "1:1" }).collect()).rejects.toThrow(JoinValidationError);
    expect((await many.join(one, { on: "key", validate: "m:1" }).collect()).height).toBe(3);
    expect((await one.join(many, { on: "key", validate: "1:m" }).collect()).height).toBe(3);
  });

  it("[S-25] [JOI-16] aggregated before the join, nothing multiplies", async () => {
    const left = DataFrame({ key: Array(1000).fill(7), left: Array(1000).fill(1) }).lazy();
    const right = DataFrame({ key: Array(1000).fill(7), right: Array(1000).fill(2) }).lazy();
    const reduced = right.groupBy("key").agg(col("right").sum());
    const result = await left.join(reduced, { on: "key", validate: "m:1" }).collect();
    expect(result.height).toBe(1000);
    const counted = await left.join(right, { on: "key" }).groupBy("key").agg(len().alias("rows")).collect();
    expect(counted.column("rows").toArray()).toEqual([1_000_000]);
  });
});
