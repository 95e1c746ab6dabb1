import type { LazyFrame } from "millrace";
import { col, DataFrame, UnsupportedError } from "millrace";
import { expect, test } from "vitest";
import { itOptimizes } from "../support/hostile-skips.ts";

// A frame that is joined with itself again and again has twice as many steps after every join.

function joined(rows: number, joins: number): LazyFrame {
  const numbers = Array.from({ length: rows }, (_, i) => i);
  let frame: LazyFrame = DataFrame({ id: numbers.map((i) => i % 100), v: numbers })
    .lazy()
    .groupBy("id")
    .agg(col("v").sum());
  for (let i = 0; i < joins; i++) frame = frame.join(frame, { on: "id", how: "semi" });
  return frame;
}

itOptimizes("they run where the repeated part is worth keeping, and few of them elsewhere", async () => {
  expect((await joined(50_000, 60).collect()).height).toBe(100);
  expect((await joined(200, 4).collect()).height).toBe(100);
});

test("more than can be run are a typed error, at once", async () => {
  const startMs = performance.now();
  await expect(joined(3, 10).collect()).rejects.toThrow(UnsupportedError);
  await expect(joined(3, 40).collect()).rejects.toThrow(/at most 20000 can be run/);
  await expect(joined(50_000, 400).collect()).rejects.toThrow(UnsupportedError);
  expect(performance.now() - startMs).toBeLessThan(20_000);
});
