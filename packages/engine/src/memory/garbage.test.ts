import { expect, test } from "vitest";
import { collectResults, countResult } from "./garbage.ts";

test("results that were dropped are collected once they may be many", async () => {
  let result: object | null = { rows: new SharedArrayBuffer(8) };
  const dropped = new WeakRef(result);
  result = null;
  // What a job has seen lives until its end.
  await new Promise((resolve) => setTimeout(resolve, 1));
  countResult(2 ** 30);
  collectResults();
  expect(dropped.deref()).toBeUndefined();
});
