import { expect, test } from "vitest";
import { runtime } from "../runtime/process-runtime.ts";
import { Arena, MAX_BLOCK_BYTES } from "./arena.ts";

const MIB = 1024 * 1024;

test("gives one block for the entries of 30,000,000 rows to be sorted, and a typed error past the largest", () => {
  const arena = Arena.create(runtime.kernels.module);
  const entries = arena.alloc(30_000_000 * 16, 1);
  const small = arena.alloc(100, 1);
  // What is small comes from the lower end: what was never given out is never touched.
  expect(small).toBeLessThan(64 * MIB);
  expect(entries + 512 * MIB).toBeLessThanOrEqual(arena.bytes.byteLength);
  expect(() => arena.alloc(MAX_BLOCK_BYTES + 1, 1)).toThrow(/the engine's arena/);
  expect(arena.kernels.arena_free_query(1)).toBe((512 * MIB) / 32768 + 1);
});
