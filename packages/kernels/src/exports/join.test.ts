import {
  FIELD_I64,
  JOIN_ANTI,
  JOIN_ARRAY_BASE,
  JOIN_ARRAY_ENTRIES,
  JOIN_ARRAY_FLAGS,
  JOIN_ARRAY_KEY_FIELD,
  JOIN_ARRAY_KEY_OFFSET,
  JOIN_ARRAY_LENGTH,
  JOIN_ARRAY_SIZE,
  JOIN_DIRECTORY_ENTRIES,
  JOIN_DIRECTORY_FLAGS,
  JOIN_DIRECTORY_LOG2,
  JOIN_DIRECTORY_SIZE,
  JOIN_ENTRY_SIZE,
  JOIN_FIND,
  JOIN_FLAG_DUPLICATE,
  JOIN_INNER,
  JOIN_LEFT,
  JOIN_LIST_BEGIN,
  JOIN_LIST_PAGE,
  JOIN_LIST_ROWS_LEFT,
  JOIN_LIST_SIZE,
  JOIN_PROBE_DESC,
  JOIN_PROBE_DIRECTORY,
  JOIN_PROBE_MARK,
  JOIN_PROBE_MODE,
  JOIN_PROBE_NEXT,
  JOIN_PROBE_NULL_ROW,
  JOIN_PROBE_SIZE,
  JOIN_ROW_HASH,
  JOIN_ROW_KEY,
  JOIN_ROW_MATCHED,
  JOIN_ROW_NO_MATCH,
  JOIN_ROW_SEQ,
  ROW_PAGE_NEXT,
  ROW_PAGE_NUM_ROWS,
  ROWS_HEADER,
  ROWS_PARTITION_FIRST,
  ROWS_PARTITION_LAST,
  ROWS_PARTITION_SIZE,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { TestArena } from "../testing/arena.ts";
import type { TestKey } from "../testing/key-rows.ts";
import { KEY_STRIDE, KEY_VIEWS, keyText, randomKey, writeKeys } from "../testing/key-rows.ts";
import { Random } from "../testing/random.ts";

const RADIX_BITS = 2;
const SLOTS = 3;
const STRIDE = JOIN_ROW_KEY + KEY_STRIDE;

interface BuildRow {
  readonly key: TestKey;
  readonly seq: number;
  /** A key that joins with nothing. */
  readonly noMatch: boolean;
}

/** The build side of a join: rows of several slots, dealt out in runs. */
class Build {
  readonly arena: TestArena;
  readonly desc: number;
  readonly rows: readonly BuildRow[];
  readonly address: number[] = [];
  readonly collections: number[] = [];

  constructor(arena: TestArena, rows: readonly BuildRow[], hashesEqual: boolean) {
    this.arena = arena;
    this.rows = rows;
    this.desc = arena.keys(KEY_STRIDE, KEY_VIEWS, hashesEqual);
    const { kernels } = arena;
    for (let slot = 0; slot < SLOTS; slot++) {
      const rc = arena.allocate(kernels.rows_size(RADIX_BITS));
      kernels.rows_init(rc, arena.grant(4000), STRIDE, RADIX_BITS);
      this.collections.push(rc);
    }
    const run = 37;
    for (let from = 0; from < rows.length; from += run) {
      this.#append(from, Math.min(run, rows.length - from), this.collections[(from * 7) % SLOTS]!);
    }
  }

  #append(from: number, n: number, rc: number): void {
    const { arena } = this;
    const { kernels } = arena;
    const keys = writeKeys(
      arena,
      this.rows.slice(from, from + n).map((row) => row.key),
    );
    const [hashes, heapBytes, rows, heaps] = [8, 4, 4, 4].map((width) => arena.allocate(width * n)) as [
      number,
      number,
      number,
      number,
    ];
    kernels.keys_hash(n, keys, this.desc, hashes);
    kernels.keys_var_bytes(n, keys, this.desc, heapBytes);
    expect(kernels.rows_reserve(rc, n, hashes, heapBytes, rows, heaps)).toBe(n);
    kernels.keys_store(n, keys, this.desc, rows, JOIN_ROW_KEY, heaps);
    for (let i = 0; i < n; i++) {
      const row = arena.u32(rows + 4 * i);
      arena.setU64(row + JOIN_ROW_HASH, arena.u64(hashes + 8 * i));
      arena.setU64(row + JOIN_ROW_SEQ, BigInt(this.rows[from + i]!.seq));
      arena.bytes[row + JOIN_ROW_NO_MATCH] = this.rows[from + i]!.noMatch ? 1 : 0;
      this.address[from + i] = row;
    }
  }

  /** The slots' page lists of a partition. */
  lists(partition: number): number {
    const lists = this.arena.allocate(JOIN_LIST_SIZE * SLOTS);
    this.collections.forEach((rc, slot) => {
      const entry = rc + ROWS_HEADER + partition * ROWS_PARTITION_SIZE;
      this.arena.setU32(lists + slot * JOIN_LIST_SIZE + JOIN_LIST_PAGE, this.arena.u32(entry + ROWS_PARTITION_LAST));
      this.arena.setU32(lists + slot * JOIN_LIST_SIZE + JOIN_LIST_ROWS_LEFT, JOIN_LIST_BEGIN);
    });
    return lists;
  }

  pages(): number[] {
    const pages: number[] = [];
    for (const rc of this.collections) {
      for (let p = 0; p < 1 << RADIX_BITS; p++) {
        const entry = rc + ROWS_HEADER + p * ROWS_PARTITION_SIZE;
        let page = this.arena.u32(entry + ROWS_PARTITION_FIRST);
        for (; page !== 0; page = this.arena.u32(page + ROW_PAGE_NEXT)) pages.push(page);
      }
    }
    return pages;
  }

  /** Inserts every partition in steps of maxRows. */
  insert(step: (lists: number, maxRows: number) => number, maxRows: number): void {
    let total = 0;
    for (let p = 0; p < 1 << RADIX_BITS; p++) {
      const lists = this.lists(p);
      for (;;) {
        const done = step(lists, maxRows);
        total += done;
        if (done < maxRows) break;
      }
    }
    expect(total).toBe(this.rows.length);
  }

  directory(log2: number): number {
    const { arena } = this;
    const directory = arena.allocate(JOIN_DIRECTORY_SIZE);
    arena.setU32(directory + JOIN_DIRECTORY_ENTRIES, arena.allocate(JOIN_ENTRY_SIZE << log2));
    arena.setU32(directory + JOIN_DIRECTORY_LOG2, log2);
    this.insert((lists, maxRows) => arena.kernels.join_insert(directory, SLOTS, lists, this.desc, maxRows), 100);
    return directory;
  }
}

function probeState(arena: TestArena, directory: number, desc: number, mode: number, mark: boolean): number {
  const js = arena.allocate(JOIN_PROBE_SIZE);
  arena.setU32(js + JOIN_PROBE_DIRECTORY, directory);
  arena.setU32(js + JOIN_PROBE_DESC, desc);
  arena.setU32(js + JOIN_PROBE_MODE, mode);
  arena.setU32(js + JOIN_PROBE_NULL_ROW, 12345);
  arena.setU32(js + JOIN_PROBE_MARK, mark ? 1 : 0);
  return js;
}

/** Runs a resumable probe to its end: [probe row, build row address] pairs. */
function drain(
  arena: TestArena,
  js: number,
  n: number,
  capacity: number,
  step: (outIndex: number, outRows: number, resume: number) => number,
): [number, number][] {
  const pairs: [number, number][] = [];
  const outIndex = arena.allocate(4 * capacity);
  const outRows = arena.allocate(4 * capacity);
  for (let resume = 0; ; resume = 1) {
    const count = step(outIndex, outRows, resume);
    expect(count).toBeLessThanOrEqual(capacity);
    for (let i = 0; i < count; i++) pairs.push([arena.u32(outIndex + 4 * i), arena.u32(outRows + 4 * i)]);
    if (arena.u32(js + JOIN_PROBE_NEXT) === n) return pairs;
    expect(count).toBe(capacity);
  }
}

/** What a join gives: for each probe row the matching build rows in the order of seq. */
function model(mode: number, matches: readonly (readonly number[])[]): [number, number][] {
  const none = 12345;
  return matches.flatMap((rows, i): [number, number][] => {
    if (mode === JOIN_ANTI) return rows.length === 0 ? [[i, none]] : [];
    if (mode === JOIN_LEFT && rows.length === 0) return [[i, none]];
    const kept = mode === JOIN_INNER || mode === JOIN_LEFT ? rows : rows.slice(0, 1);
    return kept.map((row) => [i, row]);
  });
}

function matchesOf(build: Build, probe: readonly TestKey[], valid: readonly boolean[]): number[][] {
  const byKey = new Map<string, number[]>();
  build.rows.forEach((row, i) => {
    if (row.noMatch) return;
    const text = keyText(row.key);
    byKey.set(text, [...(byKey.get(text) ?? []), build.address[i]!]);
  });
  return probe.map((key, i) => (valid[i] === true ? (byKey.get(keyText(key)) ?? []) : []));
}

function matchedRows(build: Build): Set<number> {
  const { arena } = build;
  const rows = new Set<number>();
  const out = arena.allocate(4 * 1000);
  for (const page of build.pages()) {
    const numRows = arena.u32(page + ROW_PAGE_NUM_ROWS);
    const matched = arena.kernels.join_matched(page, 0, out, 1000);
    for (const row of arena.u32s(out, matched)) rows.add(row);
    const unmatched = arena.kernels.join_unmatched(page, 0, out, 1000);
    expect(matched + unmatched).toBe(numRows);
    for (const row of arena.u32s(out, unmatched)) expect(arena.bytes[row + JOIN_ROW_MATCHED]).toBe(0);
  }
  return rows;
}

const modes = [
  { mode: JOIN_INNER, name: "inner" },
  { mode: JOIN_LEFT, name: "left" },
  { mode: 2, name: "semi" },
  { mode: JOIN_ANTI, name: "anti" },
];

describe.each([
  { name: "hashes", hashesEqual: false, log2: 9 },
  { name: "every hash equal", hashesEqual: true, log2: 4 },
])("join by hash: $name", ({ hashesEqual, log2 }) => {
  const arena = new TestArena(8000);
  const random = new Random(20);
  const rows = Array.from({ length: hashesEqual ? 400 : 3000 }, (_, seq) => ({
    key: random.below(10) === 0 ? randomKey(random, 3, 70_000) : randomKey(random, 900, 70_000),
    seq,
    noMatch: random.below(50) === 0,
  }));
  const build = new Build(arena, rows, hashesEqual);
  const directory = build.directory(log2);
  const n = 1200;
  const probe = Array.from({ length: n }, () => randomKey(random, 1800, 70_000));
  const valid = probe.map(() => random.below(10) !== 0);
  const keys = writeKeys(arena, probe);
  const hashes = arena.allocate(8 * n);
  arena.kernels.keys_hash(n, keys, build.desc, hashes);
  const validity = arena.allocate(n);
  valid.forEach((value, i) => {
    arena.bytes[validity + i] = value ? 1 : 0;
  });
  const matches = matchesOf(build, probe, valid);

  test("duplicates are seen", () => {
    expect(arena.u32(directory + JOIN_DIRECTORY_FLAGS)).toBe(JOIN_FLAG_DUPLICATE);
  });

  for (const { mode, name } of modes) {
    for (const capacity of [1, 50, 5000]) {
      for (const mark of [false, true]) {
        test(`${name}, capacity ${capacity}, mark ${mark}`, () => {
          for (const row of build.address) arena.bytes[row + JOIN_ROW_MATCHED] = 0;
          const js = probeState(arena, directory, build.desc, mode, mark);
          const pairs = drain(arena, js, n, capacity, (outIndex, outRows, resume) =>
            arena.kernels.join_probe(js, n, keys, hashes, validity, outIndex, outRows, capacity, resume),
          );
          expect(pairs).toEqual(model(mode, matches));
          expect(matchedRows(build)).toEqual(new Set(mark ? matches.flat() : []));
        });
      }
    }
  }

  test("find gives the first match of each row", () => {
    const js = probeState(arena, directory, build.desc, JOIN_FIND, false);
    const out = arena.allocate(4 * n);
    expect(arena.kernels.join_probe(js, n, keys, hashes, validity, 0, out, n, 0)).toBe(n);
    expect([...arena.u32s(out, n)]).toEqual(matches.map((found) => found[0] ?? 0));
  });

  test("the bloom filter loses no match and keeps few others", () => {
    const bloom = arena.allocate(32 << 8);
    for (const page of build.pages())
      arena.kernels.bloom_insert_page(bloom, 8, page, 0, arena.u32(page + ROW_PAGE_NUM_ROWS));
    const mask = arena.allocate(n);
    const passed = arena.kernels.bloom_test(bloom, 8, n, hashes, validity, mask);
    const found = matches.filter((rows) => rows.length > 0).length;
    matches.forEach((rows, i) => {
      if (rows.length > 0) expect(arena.bytes[mask + i]).toBe(1);
      if (valid[i] !== true) expect(arena.bytes[mask + i]).toBe(0);
    });
    expect(arena.bytes.subarray(mask, mask + n).reduce((a, b) => a + b, 0)).toBe(passed);
    if (!hashesEqual) expect(passed - found).toBeLessThan(n * 0.03);
  });
});

test("a build side without duplicates is known as such", () => {
  const arena = new TestArena();
  const rows = Array.from({ length: 500 }, (_, seq) => ({
    key: { id: BigInt(seq), name: "", city: "" },
    seq,
    noMatch: false,
  }));
  const build = new Build(arena, rows, false);
  expect(arena.u32(build.directory(2) + JOIN_DIRECTORY_FLAGS)).toBe(0);
});

describe("join by array", () => {
  const arena = new TestArena(4000);
  const random = new Random(30);
  const base = -40n;
  const length = 500;
  const rows = Array.from({ length: 1500 }, (_, seq) => ({
    key: { id: BigInt(random.below(600)) - 60n, name: "", city: "" },
    seq,
    noMatch: random.below(50) === 0,
  }));
  const build = new Build(arena, rows, false);
  const array = arena.allocate(JOIN_ARRAY_SIZE);
  arena.setU32(array + JOIN_ARRAY_ENTRIES, arena.allocate(4 * length));
  arena.setU32(array + JOIN_ARRAY_LENGTH, length);
  arena.setU64(array + JOIN_ARRAY_BASE, base);
  arena.setU32(array + JOIN_ARRAY_KEY_OFFSET, JOIN_ROW_KEY + 8);
  arena.setU32(array + JOIN_ARRAY_KEY_FIELD, FIELD_I64);
  build.insert((lists, maxRows) => arena.kernels.join_array_insert(array, SLOTS, lists, maxRows), 64);
  const n = 1000;
  const data = arena.allocate(8 * n);
  const validity = arena.allocate(n);
  const probe = Array.from({ length: n }, (_, i) => {
    const id = i === 0 ? 1n << 62n : BigInt(random.below(700)) - 100n;
    arena.setU64(data + 8 * i, id);
    const valid = random.below(10) !== 0;
    arena.bytes[validity + i] = valid ? 1 : 0;
    return { id, valid: valid && id >= base && id < base + BigInt(length) };
  });
  const matches = matchesOf(
    build,
    probe.map(({ id }) => ({ id, name: "", city: "" })),
    probe.map(({ valid }) => valid),
  );

  for (const { mode, name } of modes) {
    for (const capacity of [1, 77, 5000]) {
      test(`${name}, capacity ${capacity}`, () => {
        for (const row of build.address) arena.bytes[row + JOIN_ROW_MATCHED] = 0;
        const js = probeState(arena, array, 0, mode, true);
        const pairs = drain(arena, js, n, capacity, (outIndex, outRows, resume) =>
          arena.kernels.join_array_probe(js, n, data, validity, outIndex, outRows, capacity, resume),
        );
        expect(pairs).toEqual(model(mode, matches));
        expect(matchedRows(build)).toEqual(new Set(matches.flat()));
      });
    }
  }

  test("duplicates are seen", () => {
    expect(arena.u32(array + JOIN_ARRAY_FLAGS)).toBe(JOIN_FLAG_DUPLICATE);
  });

  test("bounds and bitmap agree with the keys", () => {
    const bounds = arena.allocate(16);
    arena.setU64(bounds, (1n << 63n) - 1n);
    arena.setU64(bounds + 8, -(1n << 63n));
    const bitmap = arena.allocate(length / 8 + 8);
    for (const page of build.pages()) {
      const numRows = arena.u32(page + ROW_PAGE_NUM_ROWS);
      arena.kernels.join_key_bounds(page, 0, numRows, JOIN_ROW_KEY + 8, FIELD_I64, bounds);
      arena.kernels.bitmap_from_keys(bitmap, base, length, page, 0, numRows, JOIN_ROW_KEY + 8, FIELD_I64);
    }
    const ids = rows.flatMap((row) => (row.noMatch ? [] : [row.key.id])).toSorted((a, b) => (a < b ? -1 : 1));
    expect(BigInt.asIntN(64, arena.u64(bounds))).toBe(ids[0]!);
    expect(BigInt.asIntN(64, arena.u64(bounds + 8))).toBe(ids.at(-1)!);
    const mask = arena.allocate(n);
    const passed = arena.kernels.bitmap_test(bitmap, base, length, n, data, FIELD_I64, validity, mask);
    const expected = matches.map((found) => (found.length > 0 ? 1 : 0));
    expect([...arena.bytes.slice(mask, mask + n)]).toEqual(expected);
    expect(passed).toBe(expected.filter((bit) => bit === 1).length);
  });

  test("bits are set by their numbers, twice the same once", () => {
    const numbers = [0, 31, 32, 95, 31];
    const bitmap = arena.allocate(12);
    const bits = arena.allocate(numbers.length * 4);
    numbers.forEach((number, i) => arena.setU32(bits + i * 4, number));
    arena.kernels.bitmap_set(bitmap, numbers.length, bits);
    expect([0, 4, 8].map((at) => arena.u32(bitmap + at))).toEqual([0x80000001, 1, 0x80000000]);
  });
});
