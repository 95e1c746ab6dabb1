import { PAGE_SIZE } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { TestArena } from "../testing/arena.ts";
import { KEY_STRIDE, KEY_VIEWS, keyText, randomKey, readKey, readRowKey, writeKeys } from "../testing/key-rows.ts";
import { Random } from "../testing/random.ts";

describe("keys", () => {
  const n = 1000;
  const arena = new TestArena(4000);
  const { kernels } = arena;
  const random = new Random(5);
  const keys = Array.from({ length: n }, () => randomKey(random, 300, 2 * PAGE_SIZE));
  const desc = arena.keys(KEY_STRIDE, KEY_VIEWS);
  const ptr = writeKeys(arena, keys);
  const hashes = arena.allocate(8 * n);
  kernels.keys_hash(n, ptr, desc, hashes);
  const hash = (i: number) => arena.u64(hashes + 8 * i);

  test("equal keys have equal hashes wherever their strings lie, others different ones", () => {
    const seen = new Map<string, bigint>();
    keys.forEach((key, i) => {
      const before = seen.get(keyText(key));
      if (before !== undefined) expect(hash(i)).toBe(before);
      seen.set(keyText(key), hash(i));
    });
    expect(new Set(seen.values()).size).toBe(seen.size);
  });

  test("hashes of small integers spread over the top and the low bits", () => {
    const count = 4096;
    const words = arena.allocate(8 * count);
    for (let i = 0; i < count; i++) arena.setU64(words + 8 * i, BigInt(i) * 8n);
    const out = arena.allocate(8 * count);
    kernels.keys_hash(count, words, arena.keys(8, []), out);
    for (const shift of [0n, 20n, 40n, 56n]) {
      const buckets = new Array<number>(256).fill(0);
      for (let i = 0; i < count; i++) buckets[Number((arena.u64(out + 8 * i) >> shift) & 255n)]! += 1;
      // 16 are expected a bucket.
      expect(Math.max(...buckets)).toBeLessThan(40);
      expect(Math.min(...buckets)).toBeGreaterThan(1);
    }
  });

  test("the hostile mode makes every hash equal", () => {
    const out = arena.allocate(8 * n);
    kernels.keys_hash(n, ptr, arena.keys(KEY_STRIDE, KEY_VIEWS, true), out);
    for (let i = 0; i < n; i++) expect(arena.u64(out + 8 * i)).toBe(0n);
  });

  test("keys go into rows and come back", () => {
    const rc = arena.allocate(kernels.rows_size(2));
    kernels.rows_init(rc, arena.grant(3000), KEY_STRIDE + 16, 2);
    const heapBytes = arena.allocate(4 * n);
    kernels.keys_var_bytes(n, ptr, desc, heapBytes);
    keys.forEach((key, i) => {
      const lengths = [key.name, key.city].map((text) => Buffer.byteLength(text)).filter((length) => length > 12);
      expect(arena.u32(heapBytes + 4 * i)).toBe(lengths.reduce((a, b) => a + b, 0));
    });
    const rows = arena.allocate(4 * n);
    const heaps = arena.allocate(4 * n);
    expect(kernels.rows_reserve(rc, n, hashes, heapBytes, rows, heaps)).toBe(n);
    kernels.keys_store(n, ptr, desc, rows, 8, heaps);
    for (let i = 0; i < n; i++) {
      const row = arena.u32(rows + 4 * i);
      expect(readRowKey(arena, row + 8)).toEqual(keys[i]);
      const j = random.below(n);
      const same = keyText(keys[i]!) === keyText(keys[j]!);
      expect(kernels.keys_equal(ptr + j * KEY_STRIDE, row + 8, desc)).toBe(same ? 1 : 0);
      const other = arena.u32(rows + 4 * j);
      const order = kernels.keys_compare(row + 8, other + 8, desc);
      expect(order === 0).toBe(same);
      expect(kernels.keys_compare(other + 8, row + 8, desc)).toBe(0 - order);
    }
    const loaded = arena.allocate(n * KEY_STRIDE);
    kernels.keys_load(n, rows, 8, desc, loaded);
    keys.forEach((key, i) => {
      expect(readKey(arena, loaded + i * KEY_STRIDE)).toEqual(key);
    });
    const again = arena.allocate(8 * n);
    kernels.keys_hash(n, loaded, desc, again);
    for (let i = 0; i < n; i++) expect(arena.u64(again + 8 * i)).toBe(hash(i));
  });
});
