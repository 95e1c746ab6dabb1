import {
  FIELD_F64,
  FIELD_I32,
  FIELD_VIEW,
  MERGE_CURSOR_ADDRESS,
  MERGE_CURSOR_END,
  MERGE_CURSOR_KIND,
  MERGE_CURSOR_LAST,
  MERGE_CURSOR_POSITION,
  MERGE_CURSOR_SIZE,
  MERGE_HEADER,
  MERGE_NEEDS,
  MERGE_PAGE,
  MERGE_ROWS,
  ROW_PAGE_HEAP_START,
  ROW_PAGE_NEXT,
  ROW_PAGE_NUM_ROWS,
  ROWS_HEADER,
  ROWS_PARTITION_FIRST,
  SORT_DESC_HEADER,
  SORT_DESC_NUM_TIES,
  SORT_DESC_NUM_WORDS,
  SORT_ENTRY_SIZE,
  SORT_HISTOGRAM_SIZE,
  SORT_MAX_ENTRIES,
  SORT_STATE_DESC,
  SORT_STATE_ENTRIES,
  SORT_STATE_HISTOGRAM,
  SORT_STATE_NUM,
  SORT_STATE_RESULT,
  SORT_STATE_SIZE,
  SORT_STATE_TMP,
  SORT_TIE_DESCENDING,
  SORT_TIE_FIELD,
  SORT_TIE_NULL_OFFSET,
  SORT_TIE_NULLS_LAST,
  SORT_TIE_OFFSET,
  SORT_TIE_SIZE,
  TOPK_COUNT,
  TOPK_DESC,
  TOPK_K,
  TOPK_ROWS,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { pageOf, TestArena } from "../testing/arena.ts";
import { Random } from "../testing/random.ts";

/** Row: two words, seq at 16, name view at 24, score f64 at 40, its null byte at 48, rank i32 at 52. */
const STRIDE = 56;
const ties = [
  { offset: 24, field: FIELD_VIEW, descending: 0, nullsLast: 0, nullOffset: -1 },
  { offset: 40, field: FIELD_F64, descending: 1, nullsLast: 1, nullOffset: 48 },
  { offset: 52, field: FIELD_I32, descending: 1, nullsLast: 0, nullOffset: -1 },
];

interface SortRow {
  readonly words: readonly [bigint, bigint];
  readonly seq: number;
  readonly name: string;
  readonly score: number | null;
  readonly rank: number;
}

function descriptor(arena: TestArena): number {
  const desc = arena.allocate(SORT_DESC_HEADER + ties.length * SORT_TIE_SIZE);
  arena.setU32(desc + SORT_DESC_NUM_WORDS, 2);
  arena.setU32(desc + SORT_DESC_NUM_TIES, ties.length);
  ties.forEach((tie, t) => {
    const at = desc + SORT_DESC_HEADER + t * SORT_TIE_SIZE;
    arena.setU32(at + SORT_TIE_OFFSET, tie.offset);
    arena.setU32(at + SORT_TIE_FIELD, tie.field);
    arena.setU32(at + SORT_TIE_DESCENDING, tie.descending);
    arena.setU32(at + SORT_TIE_NULLS_LAST, tie.nullsLast);
    arena.setU32(at + SORT_TIE_NULL_OFFSET, tie.nullOffset);
  });
  return desc;
}

function compareScores(a: number | null, b: number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const [x, y] = [Number.isNaN(a), Number.isNaN(b)];
  if (x || y) return x === y ? 0 : x ? -1 : 1;
  return b - a;
}

function compareRows(a: SortRow, b: SortRow): number {
  for (let w = 0; w < 2; w++) if (a.words[w] !== b.words[w]) return a.words[w]! < b.words[w]! ? -1 : 1;
  const names = Buffer.compare(Buffer.from(a.name), Buffer.from(b.name));
  return names || compareScores(a.score, b.score) || b.rank - a.rank || a.seq - b.seq;
}

function randomRow(random: Random, seq: number, distinct: number): SortRow {
  const score = [null, Number.NaN, -0, 0, 1.5, -2, Number.POSITIVE_INFINITY][random.below(7)] as number | null;
  const name = random.text(random.below(3) === 0 ? random.below(30) : 2);
  const word = distinct === 0 ? random.u64() : BigInt(random.below(distinct));
  return { words: [word, BigInt(random.below(3))], seq, name, score, rank: random.below(3) - 1 };
}

/** Writes rows into pages; returns their addresses. */
function writeRows(arena: TestArena, rc: number, rows: readonly SortRow[]): number[] {
  const n = rows.length;
  const bytes = arena.allocate(4 * n);
  rows.forEach((row, i) => {
    const length = Buffer.byteLength(row.name);
    arena.setU32(bytes + 4 * i, length > 12 ? length : 0);
  });
  const out = arena.allocate(4 * n);
  const heaps = arena.allocate(4 * n);
  expect(arena.kernels.rows_reserve(rc, n, 0, bytes, out, heaps)).toBe(n);
  const text = arena.allocate(16);
  const one = arena.allocate(4);
  rows.forEach((row, i) => {
    const at = arena.u32(out + 4 * i);
    arena.setU64(at, row.words[0]);
    arena.setU64(at + 8, row.words[1]);
    arena.setU64(at + 16, BigInt(row.seq));
    arena.setView(text, row.name);
    arena.setU32(one, at);
    arena.kernels.scatter_rows(1, 0, text, 0, FIELD_VIEW, one, 24, -1, heaps + 4 * i);
    arena.view.setFloat64(at + 40, row.score ?? 0, true);
    arena.bytes[at + 48] = row.score === null ? 1 : 0;
    arena.setU32(at + 52, row.rank);
  });
  return [...arena.u32s(out, n)];
}

function newCollection(arena: TestArena): number {
  const rc = arena.allocate(arena.kernels.rows_size(0));
  arena.kernels.rows_init(rc, arena.grant(100_000), STRIDE, 0);
  return rc;
}

function shuffle<T>(random: Random, values: T[]): T[] {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [values[i], values[j]] = [values[j]!, values[i]!];
  }
  return values;
}

function sortAll(arena: TestArena, addresses: readonly number[], desc: number): number[] {
  const n = addresses.length;
  const list = arena.allocate(4 * n);
  arena.u32s(list, n).set(addresses);
  const entries = arena.allocate(SORT_ENTRY_SIZE * n);
  arena.kernels.sort_fill_rows(n, list, entries);
  const state = arena.allocate(SORT_STATE_SIZE);
  arena.setU32(state + SORT_STATE_ENTRIES, entries);
  arena.setU32(state + SORT_STATE_TMP, arena.allocate(SORT_ENTRY_SIZE * n));
  arena.setU32(state + SORT_STATE_NUM, n);
  arena.setU32(state + SORT_STATE_HISTOGRAM, arena.allocate(SORT_HISTOGRAM_SIZE));
  arena.setU32(state + SORT_STATE_DESC, desc);
  while (arena.kernels.sort_step(state) === 1);
  arena.kernels.sort_entry_rows(arena.u32(state + SORT_STATE_RESULT), n, list);
  return [...arena.u32s(list, n)];
}

/** Seqs of rows by address. */
const seqs = (arena: TestArena, rows: readonly number[]) => rows.map((row) => Number(arena.u64(row + 16)));

describe("sort", () => {
  test.each([
    { name: "wide words", n: 5000, distinct: 0 },
    { name: "few words", n: 5000, distinct: 4 },
    { name: "one word", n: 3000, distinct: 1 },
    { name: "a handful", n: 7, distinct: 3 },
    { name: "none", n: 0, distinct: 3 },
  ])("entries: $name", ({ n, distinct }) => {
    const arena = new TestArena(4000);
    const random = new Random(40);
    const rows = Array.from({ length: n }, (_, seq) => randomRow(random, seq, distinct));
    const addresses = shuffle(random, writeRows(arena, newCollection(arena), rows));
    const sorted = sortAll(arena, addresses, descriptor(arena));
    expect(seqs(arena, sorted)).toEqual(rows.toSorted(compareRows).map((row) => row.seq));
  });

  test.each([
    { name: "spread", distinct: 0 },
    { name: "two heavy words", distinct: 2 },
    { name: "one word", distinct: 1 },
    { name: "a thousand words", distinct: 1000 },
    { name: "clusters in the low bits", distinct: -1 },
  ])("more than a call takes: $name", ({ distinct }) => {
    const arena = new TestArena(12_000);
    const random = new Random(41);
    const n = SORT_MAX_ENTRIES * 2 + 12_345;
    // Short names alone: the pages' writing is the slow part of this test.
    const rc = newCollection(arena);
    const out = arena.allocate(4 * n);
    expect(arena.kernels.rows_reserve(rc, n, 0, 0, out, 0)).toBe(n);
    const addresses = [...arena.u32s(out, n)];
    const words = addresses.map((row, seq) => {
      const clustered = (BigInt(random.below(100)) << 50n) | BigInt(random.below(1000));
      const spread = distinct === 0 ? random.u64() : clustered;
      const word = distinct > 0 ? BigInt(random.below(distinct)) << 33n : spread;
      const second = BigInt(random.below(1000));
      arena.setU64(row, word);
      arena.setU64(row + 8, second);
      arena.setU64(row + 16, BigInt(seq));
      return [word, second] as const;
    });
    const sorted = seqs(arena, sortAll(arena, addresses, descriptor(arena)));
    const expected = words.map((_, seq) => seq);
    expected.sort((a, b) => {
      const [x, y] = [words[a]!, words[b]!];
      if (x[0] !== y[0]) return x[0] < y[0] ? -1 : 1;
      if (x[1] !== y[1]) return x[1] < y[1] ? -1 : 1;
      return a - b;
    });
    expect(sorted.findIndex((seq, i) => seq !== expected[i])).toBe(-1);
  });

  test("runs of rows and of pages are merged, with pieces that run out", () => {
    const arena = new TestArena(8000);
    const random = new Random(42);
    const desc = descriptor(arena);
    const k = 7;
    const rows = Array.from({ length: 4000 }, (_, seq) => randomRow(random, seq, 50));
    const block = arena.allocate(arena.kernels.merge_size(k));
    const pieces: { address: number; n: number; kind: number }[][] = [];
    for (let run = 0; run < k; run++) {
      const own = run === 3 ? [] : rows.filter((row) => row.seq % k === run || (run === 2 && row.seq % k === 3));
      const rc = newCollection(arena);
      const sorted = writeRows(arena, rc, own.toSorted(compareRows));
      pieces.push(run % 2 === 0 ? rowPieces(arena, sorted) : pagePieces(arena, rc));
    }
    const refill = (run: number) => {
      const at = block + MERGE_HEADER + run * MERGE_CURSOR_SIZE;
      const piece = pieces[run]!.shift() ?? { address: 0, n: 0, kind: MERGE_ROWS };
      arena.setU32(at + MERGE_CURSOR_ADDRESS, piece.address);
      arena.setU32(at + MERGE_CURSOR_POSITION, 0);
      arena.setU32(at + MERGE_CURSOR_END, piece.n);
      arena.setU32(at + MERGE_CURSOR_KIND, piece.kind);
      arena.setU32(at + MERGE_CURSOR_LAST, pieces[run]!.length === 0 ? 1 : 0);
    };
    for (let run = 0; run < k; run++) refill(run);
    const merged: number[] = [];
    const max = 333;
    const out = arena.allocate(4 * max);
    for (;;) {
      const n = arena.kernels.merge_runs(block, k, out, max, desc);
      merged.push(...arena.u32s(out, n));
      const needs = arena.u32(block + MERGE_NEEDS) | 0;
      if (needs >= 0) refill(needs);
      else if (n < max) break;
    }
    expect(seqs(arena, merged)).toEqual(rows.toSorted(compareRows).map((row) => row.seq));
  });

  test("the best rows of many, and rows that need not be offered", () => {
    const arena = new TestArena(4000);
    const random = new Random(43);
    const desc = descriptor(arena);
    const rows = Array.from({ length: 2000 }, (_, seq) => randomRow(random, seq, 100));
    const addresses = writeRows(arena, newCollection(arena), rows);
    const k = 100;
    const block = arena.allocate(arena.kernels.topk_size(k));
    arena.setU32(block + TOPK_K, k);
    arena.setU32(block + TOPK_DESC, desc);
    const list = arena.allocate(4 * 50);
    // Candidates with absolute views, as emitted code builds them.
    const candidates = arena.allocate(50 * STRIDE);
    const index = arena.allocate(4 * 50);
    for (let from = 0; from < rows.length; from += 50) {
      addresses.slice(from, from + 50).forEach((row, i) => {
        const target = candidates + i * STRIDE;
        arena.bytes.copyWithin(target, row, row + STRIDE);
        if (arena.u32(target + 24) > 12) arena.setU32(target + 32, arena.u32(target + 32) + pageOf(row));
      });
      const threshold = arena.kernels.topk_threshold(block) >>> 0;
      const n = arena.kernels.topk_select(50, candidates, STRIDE, threshold, desc, index);
      arena.u32s(list, n).set([...arena.u32s(index, n)].map((i) => addresses[from + i]!));
      const taken = arena.kernels.topk_push(block, n, list);
      expect(taken).toBeLessThanOrEqual(n);
      if (from < k) expect(taken).toBe(50);
    }
    arena.kernels.topk_sort(block);
    expect(arena.u32(block + TOPK_COUNT)).toBe(k);
    const best = rows.toSorted(compareRows).slice(0, k);
    expect(seqs(arena, [...arena.u32s(block + TOPK_ROWS, k)])).toEqual(best.map((row) => row.seq));
  });
});

function rowPieces(arena: TestArena, rows: readonly number[]) {
  const pieces = [];
  for (let from = 0; from < rows.length; from += 97) {
    const part = rows.slice(from, from + 97);
    const address = arena.allocate(4 * part.length);
    arena.u32s(address, part.length).set(part);
    pieces.push({ address, n: part.length, kind: MERGE_ROWS });
  }
  return pieces;
}

function pagePieces(arena: TestArena, rc: number) {
  const pieces = [];
  let page = arena.u32(rc + ROWS_HEADER + ROWS_PARTITION_FIRST);
  for (; page !== 0; page = arena.u32(page + ROW_PAGE_NEXT)) {
    expect(arena.u32(page + ROW_PAGE_HEAP_START)).toBeGreaterThan(0);
    pieces.push({ address: page, n: arena.u32(page + ROW_PAGE_NUM_ROWS), kind: MERGE_PAGE });
  }
  return pieces;
}
