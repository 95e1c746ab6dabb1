// Queries that are stopped at random moments, readers of batches that stop early or are slow.

import { readdirSync } from "node:fs";
import { setEngineTuning } from "@millrace/engine";
import { Random } from "@millrace/testkit";
import type { LazyFrame } from "millrace";
import { col, DataFrame, Int64, scanIterator, TimeoutError } from "millrace";
import { describe, expect, it } from "vitest";
import { percentile, removeSunk, stopAtRandom, stoppedPlans } from "./support/stops.ts";
import { faultSurroundings, NUM_ROWS, SMALL_STATE } from "./support/surroundings.ts";

const at = faultSurroundings();
/** Milliseconds within which 99 of 100 have stopped. */
const LIMIT_MS = 100;
const MOMENTS = 6;
const THREADS = 2;

describe("a query that is stopped at random moments", () => {
  const plans = stoppedPlans(() => at.parquet, at.out, SMALL_STATE);

  it.each(Object.keys(plans))("[LAZ-03] stops soon, leaves nothing, and the next one works: %s", async (name) => {
    const random = new Random(NUM_ROWS + name.length);
    const options = { threads: THREADS, tempDir: at.tempDir };
    const stops = await stopAtRandom(name, plans[name]!, options, MOMENTS, () => random.float());
    // The work of all threads: the wall clock would measure what else the machine does.
    expect(
      percentile(
        stops.map(({ workMs }) => workMs),
        0.99,
      ),
    ).toBeLessThan(THREADS * LIMIT_MS);
    removeSunk(at.out);
    expect(readdirSync(at.out)).toEqual([]);
    await at.expectSound();
  });
});

describe("an iterator that does not answer", () => {
  it("[IO-67] [LAZ-03] does not keep a query from its end", async () => {
    async function* source(): AsyncGenerator<DataFrame> {
      yield DataFrame({ id: [1n] });
      await new Promise(() => {});
    }
    const query = (): LazyFrame =>
      scanIterator(source(), { id: Int64 }).groupBy("id").agg(col("id").sum().alias("sum"));
    await expect(query().collect({ timeoutMs: 50, threads: 2, tempDir: at.tempDir })).rejects.toThrow(TimeoutError);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    await expect(query().collect({ signal: controller.signal, threads: 2 })).rejects.toMatchObject({
      code: "QUERY_ABORTED",
    });
  });
});

describe("a reader of batches", () => {
  it("[STM-13] that is slow holds the query back: few batches wait, and memory stays", async () => {
    const wide = at.parquet.withRowIndex("row");
    let rows = 0;
    let most = 0;
    let before = 0;
    for await (const batch of wide.batches({ threads: 2, tempDir: at.tempDir })) {
      rows += batch.height;
      await new Promise((resolve) => setTimeout(resolve, 5));
      const held = process.memoryUsage().rss;
      before ||= held;
      most = Math.max(most, held - before);
    }
    expect(rows).toBe(NUM_ROWS);
    // Two batches and a window for each slot; the whole result has some 40 MB.
    expect(most).toBeLessThan(64 * 1024 * 1024);
  });

  it("[STM-13] [LAZ-03] whose query runs out of time while it is busy hears of it when it comes back", async () => {
    setEngineTuning({ inlineBytes: 0 });
    const batches = at.parquet.batches({ threads: 2, tempDir: at.tempDir, timeoutMs: 2000 });
    await batches.next();
    await new Promise((resolve) => setTimeout(resolve, 2500));
    // The query has ended meanwhile: what it held is gone although nobody has asked for its next batch.
    expect(readdirSync(at.tempDir)).toEqual([]);
    await expect(
      (async () => {
        for await (const _ of batches);
      })(),
    ).rejects.toThrow(TimeoutError);
  });

  it("[STM-13] that stops early, at any batch, ends the query", async () => {
    for (const wanted of [1, 2, 5]) {
      let taken = 0;
      for await (const batch of at.parquet.batches({ threads: 2, tempDir: at.tempDir })) {
        expect(batch.height).toBeGreaterThan(0);
        taken += 1;
        if (taken === wanted) break;
      }
      expect(taken).toBe(wanted);
      await at.expectSound();
    }
  });
});
