import {
  AGG_COUNT,
  AGG_DIRECTORY_FULL,
  AGG_OK,
  AGG_PAGE_REFUSED,
  AGG_ROW_KEY,
  AGG_SIZE,
  PAGE_SIZE,
  ROW_PAGE_NEXT,
  ROW_PAGE_NUM_ROWS,
  STAGE_ROWS,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { pageOf, TestArena } from "../testing/arena.ts";
import type { TestKey } from "../testing/key-rows.ts";
import { KEY_STRIDE, KEY_VIEWS, keyText, randomKey, readRowKey, writeKeys } from "../testing/key-rows.ts";
import { Random } from "../testing/random.ts";

const STATE = AGG_ROW_KEY + KEY_STRIDE;

/** A table that counts: one u32 of state. Grows its directory, and on a refused page starts a new generation of rows. */
class Counter {
  readonly arena: TestArena;
  readonly rc: number;
  readonly table: number;
  readonly desc: number;
  readonly grant: number;
  log2: number;
  refused = 0;
  /** Gives every key a row of its own. */
  appends = false;
  readonly finished: number[] = [];

  constructor(arena: TestArena, limit: number, radixBits: number, hashesEqual: boolean, log2 = 4) {
    this.arena = arena;
    this.grant = arena.grant(limit);
    this.desc = arena.keys(KEY_STRIDE, KEY_VIEWS, hashesEqual);
    this.rc = arena.allocate(arena.kernels.rows_size(radixBits));
    arena.kernels.rows_init(this.rc, this.grant, STATE + 8, radixBits);
    this.table = arena.allocate(AGG_SIZE);
    arena.kernels.agg_init(this.table, this.rc, this.desc);
    this.log2 = log2;
    this.#directory(0);
  }

  #directory(rehash: number): void {
    const { arena } = this;
    const ptr = arena.allocate(arena.kernels.agg_directory_size(this.log2));
    arena.bytes.fill(0x55, ptr, ptr + arena.kernels.agg_directory_size(this.log2));
    arena.kernels.agg_set_directory(this.table, ptr, this.log2, rehash);
  }

  grow(): void {
    this.log2++;
    this.#directory(1);
  }

  add(keys: readonly TestKey[]): void {
    const { arena } = this;
    const { kernels } = arena;
    for (let from = 0; from < keys.length; from += STAGE_ROWS) {
      const n = Math.min(STAGE_ROWS, keys.length - from);
      const ptr = writeKeys(arena, keys.slice(from, from + n));
      const hashes = arena.allocate(8 * n);
      kernels.keys_hash(n, ptr, this.desc, hashes);
      const rows = arena.allocate(4 * n);
      for (let done = 0; done < n; ) {
        const call = this.appends ? kernels.agg_append : kernels.agg_find;
        const count = call(this.table, n - done, ptr + done * KEY_STRIDE, hashes + 8 * done, rows);
        for (const row of arena.u32s(rows, count)) arena.setU32(row + STATE, arena.u32(row + STATE) + 1);
        done += count;
        const status = kernels.agg_status(this.table);
        if (done === n) expect(status).toBe(AGG_OK);
        else if (status === AGG_DIRECTORY_FULL) this.grow();
        else this.#flush(status);
      }
    }
  }

  /** What a spill does: rows leave, and the directory forgets them. */
  #flush(status: number): void {
    expect(status).toBe(AGG_PAGE_REFUSED);
    this.refused++;
    const first = this.arena.kernels.rows_take_partition(this.rc, 0) >>> 0;
    expect(first).not.toBe(0);
    this.finished.push(first);
    // The pages stay readable but no longer count.
    this.arena.setU32(this.grant, 0);
    this.arena.kernels.agg_clear_directory(this.table);
  }

  /** Adopts every row of a page list, adding the counts. */
  adopt(first: number): void {
    const { arena } = this;
    const out = arena.allocate(4 * 1000);
    for (let page = first; page !== 0; page = arena.u32(page + ROW_PAGE_NEXT)) {
      const numRows = arena.u32(page + ROW_PAGE_NUM_ROWS);
      const own = arena.allocate(4 * numRows);
      arena.kernels.rows_of_page(page, 0, numRows, own);
      for (let done = 0; done < numRows; ) {
        const count = arena.kernels.agg_adopt(this.table, page, done, numRows - done, out);
        for (let i = 0; i < count; i++) {
          const row = arena.u32(own + 4 * (done + i));
          const into = arena.u32(out + 4 * i);
          if (into !== row) arena.setU32(into + STATE, arena.u32(into + STATE) + arena.u32(row + STATE));
        }
        done += count;
        if (done < numRows) this.grow();
      }
    }
  }

  /** Rows in order, `max` a call. */
  ordered(max: number): number[] {
    const { arena } = this;
    const rows: number[] = [];
    const out = arena.allocate(4 * max);
    for (let cursor = 0; ; ) {
      const n = arena.kernels.agg_order(this.table, out, cursor, max);
      if (n === 0) return rows;
      rows.push(...arena.u32s(out, n));
      cursor = arena.kernels.agg_cursor(this.table);
    }
  }

  counts(rows: readonly number[]): Map<string, number> {
    const counts = new Map<string, number>();
    for (const row of rows) {
      const text = keyText(readRowKey(this.arena, row + AGG_ROW_KEY));
      expect(counts.has(text)).toBe(false);
      counts.set(text, this.arena.u32(row + STATE));
    }
    return counts;
  }
}

function model(keys: readonly TestKey[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(keyText(key), (counts.get(keyText(key)) ?? 0) + 1);
  return counts;
}

function sorted(counts: Map<string, number>): [string, number][] {
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

describe("aggregate", () => {
  test.each([
    { name: "few groups", distinct: 10, rows: 5000, equal: false },
    { name: "many groups", distinct: 20_000, rows: 40_000, equal: false },
    { name: "every hash equal", distinct: 600, rows: 2500, equal: true },
  ])("$name", ({ distinct, rows, equal }) => {
    const arena = new TestArena(12_000);
    const random = new Random(7);
    const keys = Array.from({ length: rows }, () => randomKey(random, random.below(2) === 0 ? distinct : 3));
    const counter = new Counter(arena, 4000, 0, equal);
    counter.add(keys);
    const expected = model(keys);
    expect(arena.u32(counter.table + AGG_COUNT)).toBe(expected.size);
    const order = counter.ordered(100);
    expect(sorted(counter.counts(order))).toEqual(sorted(expected));
    for (let i = 1; i < order.length; i++) {
      const [a, b] = [order[i - 1]!, order[i]!];
      const [x, y] = [arena.u64(a), arena.u64(b)];
      expect(x < y || (x === y && arena.kernels.keys_compare(a + AGG_ROW_KEY, b + AGG_ROW_KEY, counter.desc) < 0)).toBe(
        true,
      );
    }
    // Ordering leaves the table valid.
    counter.add(keys);
    expect(arena.u32(counter.table + AGG_COUNT)).toBe(expected.size);
    expect(counter.ordered(1)).toEqual(order);
  });

  test.each([
    { equal: false, appends: false },
    { equal: true, appends: false },
    { equal: false, appends: true },
    { equal: true, appends: true },
  ])("refused pages, then a merge: %o", ({ equal, appends }) => {
    const arena = new TestArena(12_000);
    const random = new Random(8);
    const keys = Array.from({ length: equal ? 3000 : 20_000 }, () => randomKey(random, equal ? 800 : 3000));
    const counter = new Counter(arena, equal ? 1 : 3, 0, equal);
    counter.appends = appends;
    counter.add(keys);
    expect(counter.refused).toBeGreaterThan(1);
    const merged = new Counter(arena, 0, 0, equal);
    for (const first of counter.finished) merged.adopt(first);
    merged.adopt(arena.kernels.rows_take_partition(counter.rc, 0) >>> 0);
    expect(sorted(merged.counts(merged.ordered(1000)))).toEqual(sorted(model(keys)));
  });

  test("strings longer than a page", () => {
    const arena = new TestArena(12_000);
    const random = new Random(9);
    const keys = Array.from({ length: 300 }, () => randomKey(random, 200, 3 * PAGE_SIZE));
    const counter = new Counter(arena, 4000, 0, false);
    counter.add(keys);
    expect(sorted(counter.counts(counter.ordered(64)))).toEqual(sorted(model(keys)));
  });

  test("partitions hold the keys of their hashes", () => {
    const arena = new TestArena(12_000);
    const random = new Random(10);
    const keys = Array.from({ length: 20_000 }, () => randomKey(random, 5000));
    const counter = new Counter(arena, 4000, 4, false);
    counter.add(keys);
    const all: number[] = [];
    for (let p = 0; p < 16; p++) {
      const part = new Counter(arena, 0, 4, false);
      part.adopt(arena.kernels.rows_take_partition(counter.rc, p) >>> 0);
      const rows = part.ordered(500);
      for (const row of rows) expect(arena.u64(row) >> 60n).toBe(BigInt(p));
      all.push(...rows);
    }
    for (let i = 1; i < all.length; i++) expect(arena.u64(all[i - 1]!) <= arena.u64(all[i]!)).toBe(true);
    expect(sorted(counter.counts(all))).toEqual(sorted(model(keys)));
    expect(pageOf(all[0]!) % PAGE_SIZE).toBe(0);
  });

  test("directories fit the blocks that are named for them", () => {
    const { kernels } = new TestArena(64);
    for (let order = 0; order <= 8; order++) {
      const log2 = kernels.agg_directory_log2(order);
      expect(kernels.agg_directory_size(log2)).toBeLessThanOrEqual(PAGE_SIZE << order);
      expect(kernels.agg_directory_size(log2 + 1)).toBeGreaterThan(PAGE_SIZE << order);
    }
  });
});
