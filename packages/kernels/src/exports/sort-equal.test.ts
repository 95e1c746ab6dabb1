import {
  FIELD_F32,
  FIELD_F64,
  FIELD_I32,
  FIELD_I64,
  FIELD_I128,
  FIELD_U64,
  FIELD_VIEW,
  MERGE_CURSOR_ADDRESS,
  MERGE_CURSOR_END,
  MERGE_CURSOR_KIND,
  MERGE_CURSOR_LAST,
  MERGE_CURSOR_SIZE,
  MERGE_ENTRIES,
  MERGE_HEADER,
  SORT_DESC_HEADER,
  SORT_DESC_NUM_TIES,
  SORT_DESC_NUM_WORDS,
  SORT_ENTRY_ROW,
  SORT_ENTRY_SIZE,
  SORT_HISTOGRAM_SIZE,
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
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { pageOf, TestArena } from "../testing/arena.ts";
import { Random } from "../testing/random.ts";

// Rows whose keys are equal for long ranges. What is expected comes from sort_compare, which sort.test.ts holds against a model.

interface Tie {
  readonly field: number;
  readonly descending?: boolean;
  readonly nullable?: boolean;
  readonly nullsLast?: boolean;
  readonly write: (arena: TestArena, at: number, heap: number) => void;
}

interface Shape {
  readonly n: number;
  readonly words: readonly ((i: number) => bigint)[];
  readonly ties?: readonly Tie[];
  readonly seq?: (i: number) => number;
}

/** Bytes that each row may use for one string. */
const HEAP_BYTES = 192;
/** A tie: a value of 16 bytes, then its null byte. */
const TIE_BYTES = 24;
/** Milliseconds that one call may take on a loaded machine; it takes about 5. */
const CALL_MS = 500;
/** Milliseconds for a whole sort: quadratic work is far above. */
const SORT_MS = 4000;

const random = new Random(44);
const encoder = new TextEncoder();

function text(choose: () => string): Tie["write"] {
  return (arena, at, heap) => {
    const bytes = encoder.encode(choose());
    arena.setU32(at, bytes.length);
    arena.bytes.set(bytes.subarray(0, bytes.length > 12 ? 4 : 12), at + 4);
    if (bytes.length <= 12) return;
    arena.setU32(at + 8, heap - pageOf(at));
    arena.bytes.set(bytes, heap);
  };
}

class Sorted {
  readonly arena: TestArena;
  readonly desc: number;
  readonly entries: number;
  readonly n: number;

  constructor(shape: Shape) {
    const ties = shape.ties ?? [];
    const numWords = shape.words.length;
    const tieStart = numWords * 8 + 8;
    const stride = tieStart + ties.length * TIE_BYTES;
    const heapBytes = ties.some(({ field }) => field === FIELD_VIEW) ? HEAP_BYTES : 0;
    this.n = shape.n;
    this.arena = new TestArena(2500 + Math.ceil((shape.n * (stride + heapBytes + 48)) / 30_000));
    const { arena } = this;
    this.desc = arena.allocate(SORT_DESC_HEADER + ties.length * SORT_TIE_SIZE);
    arena.setU32(this.desc + SORT_DESC_NUM_WORDS, numWords);
    arena.setU32(this.desc + SORT_DESC_NUM_TIES, ties.length);
    ties.forEach((tie, t) => {
      const at = this.desc + SORT_DESC_HEADER + t * SORT_TIE_SIZE;
      arena.setU32(at + SORT_TIE_OFFSET, tieStart + t * TIE_BYTES);
      arena.setU32(at + SORT_TIE_FIELD, tie.field);
      arena.setU32(at + SORT_TIE_DESCENDING, tie.descending ? 1 : 0);
      arena.setU32(at + SORT_TIE_NULLS_LAST, tie.nullsLast ? 1 : 0);
      arena.setU32(at + SORT_TIE_NULL_OFFSET, tie.nullable ? tieStart + t * TIE_BYTES + 16 : -1);
    });
    const list = this.reserve(stride, heapBytes);
    arena.u32s(list.rows, this.n).forEach((row, i) => {
      shape.words.forEach((word, w) => {
        arena.setU64(row + 8 * w, word(i));
      });
      arena.setU64(row + 8 * numWords, BigInt(shape.seq?.(i) ?? i));
      ties.forEach((tie, t) => {
        const at = row + tieStart + t * TIE_BYTES;
        tie.write(arena, at, arena.u32(list.heaps + 4 * i));
        if (tie.nullable) arena.bytes[at + 16] = random.below(4) === 0 ? 1 : 0;
      });
    });
    this.entries = this.sort(list.rows);
  }

  row(i: number): number {
    return this.arena.u32(this.entries + i * SORT_ENTRY_SIZE + SORT_ENTRY_ROW);
  }

  /** The first entry that is out of order or does not hold word 0; -1 if there is none and every row is there. */
  firstFault(): number {
    const { arena, desc, entries, n } = this;
    for (let i = 0; i < n; i++) {
      if (arena.u64(entries + i * SORT_ENTRY_SIZE) !== arena.u64(this.row(i))) return i;
      if (i > 0 && arena.kernels.sort_compare(this.row(i - 1), this.row(i), desc) >= 0) return i;
    }
    return -1;
  }

  private reserve(stride: number, heapBytes: number): { rows: number; heaps: number } {
    const { arena, n } = this;
    const rc = arena.allocate(arena.kernels.rows_size(0));
    arena.kernels.rows_init(rc, arena.grant(100_000), stride, 0);
    const rows = arena.allocate(4 * n);
    const heaps = arena.allocate(4 * n);
    const bytes = arena.allocate(4 * n);
    arena.u32s(bytes, n).fill(heapBytes);
    const useHeap = heapBytes > 0;
    const done = arena.kernels.rows_reserve(rc, n, 0, useHeap ? bytes : 0, rows, useHeap ? heaps : 0);
    expect(done).toBe(n);
    return { rows, heaps };
  }

  private sort(rows: number): number {
    const { arena, n } = this;
    const entries = arena.allocate(SORT_ENTRY_SIZE * n);
    arena.kernels.sort_fill_rows(n, rows, entries);
    const state = arena.allocate(SORT_STATE_SIZE);
    arena.setU32(state + SORT_STATE_ENTRIES, entries);
    arena.setU32(state + SORT_STATE_TMP, arena.allocate(SORT_ENTRY_SIZE * n));
    arena.setU32(state + SORT_STATE_NUM, n);
    arena.setU32(state + SORT_STATE_HISTOGRAM, arena.allocate(SORT_HISTOGRAM_SIZE));
    arena.setU32(state + SORT_STATE_DESC, this.desc);
    const began = workMs();
    for (let more = 1; more === 1; ) {
      const call = workMs();
      more = arena.kernels.sort_step(state);
      const ended = workMs();
      expect(ended - call).toBeLessThan(CALL_MS);
      expect(ended - began).toBeLessThan(SORT_MS);
    }
    return arena.u32(state + SORT_STATE_RESULT);
  }
}

/** Milliseconds of work of this thread: on a machine that is busy with other things the clock says nothing. */
function workMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

const few = (distinct: number) => () => BigInt(random.below(distinct));
const wide = () => random.u64();
const name = (distinct: number) => `prefixed-name-${"x".repeat(20)}${random.below(distinct)}`;
const rank: Tie = {
  field: FIELD_I32,
  descending: true,
  write: (arena, at) => arena.view.setInt32(at, random.below(2000) - 1000, true),
};

describe("long ranges of equal keys", () => {
  test.each([30_000, 300_000])("%i rows of 14 strings with one prefix, then a number", (n) => {
    const ties = [{ field: FIELD_VIEW, write: text(() => name(14)) }, rank];
    expect(new Sorted({ n, words: [() => 7n], ties }).firstFault()).toBe(-1);
  });

  test.each([30_000, 300_000])("%i rows with all keys equal", (n) => {
    const ties = [{ field: FIELD_VIEW, write: text(() => "the same name for all") }];
    const sorted = new Sorted({ n, words: [() => 7n], ties });
    expect(sorted.firstFault()).toBe(-1);
    expect(sorted.arena.u64(sorted.row(n - 1) + 8)).toBe(BigInt(n - 1));
  });

  test.each([
    { of: "one first word", words: [() => 7n, wide], n: 30_000 },
    { of: "one first word", words: [() => 7n, wide], n: 100_000 },
    { of: "a few first words", words: [few(3), few(2), wide], n: 150_000 },
    { of: "three equal words", words: [() => 1n, () => 2n, () => 3n, few(50)], n: 100_000 },
  ])("$n rows of $of", ({ words, n }) => {
    expect(new Sorted({ n, words }).firstFault()).toBe(-1);
  });

  test.each([20, 5000, 80_000])("%i equal rows that come in another order than seq", (n) => {
    expect(new Sorted({ n, words: [() => 7n], seq: (i) => n - i }).firstFault()).toBe(-1);
    expect(new Sorted({ n, words: [few(3)], seq: (i) => (i * 7919) % n }).firstFault()).toBe(-1);
  });

  test("keys that cluster at every distribution end in merged pieces", () => {
    // Of the rows left, one in twenty leaves at each of 12 distributions, the others share the largest bucket.
    const leave = Array.from({ length: 90_000 }, () => {
      let depth = 0;
      while (depth < 12 && random.below(20) !== 0) depth++;
      return depth;
    });
    const word = (from: number) => (i: number) => {
      const depth = leave[i]! - from;
      if (depth < 0) return BigInt(random.below(2));
      return depth > 5 ? 0n : 1n << BigInt(63 - depth * 11);
    };
    const shape = { n: leave.length, words: [word(0), word(6)] };
    expect(new Sorted(shape).firstFault()).toBe(-1);
  });
});

const odd = [
  "",
  "\0",
  "a",
  "a\0",
  "a\0b",
  "abcdefg",
  "abcdefg\0",
  "abcdefgh",
  "abcdefghijklmn",
  "abcdefghijklmnopqrstu",
];
const numbers = [Number.NaN, -0, 0, 1.5, -1.5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324];
const fields: Record<string, { field: number; write: Tie["write"] }> = {
  string: { field: FIELD_VIEW, write: text(() => odd[random.below(odd.length)]!) },
  "nested prefixes": { field: FIELD_VIEW, write: text(() => "ab".repeat(random.below(90))) },
  float64: { field: FIELD_F64, write: (arena, at) => arena.view.setFloat64(at, numbers[random.below(8)]!, true) },
  float32: { field: FIELD_F32, write: (arena, at) => arena.view.setFloat32(at, numbers[random.below(8)]!, true) },
  int64: { field: FIELD_I64, write: (arena, at) => arena.setU64(at, random.u64() >> BigInt(random.below(64))) },
  uint64: { field: FIELD_U64, write: (arena, at) => arena.setU64(at, random.u64() >> BigInt(random.below(64))) },
  int128: {
    field: FIELD_I128,
    write: (arena, at) => {
      arena.setU64(at, random.u64());
      arena.setU64(at + 8, BigInt(random.below(5) - 2));
    },
  },
};

describe("keys of tie fields are in the order of the fields", () => {
  const cases = Object.keys(fields).flatMap((of) =>
    [false, true].flatMap((descending) =>
      [false, true].map((nullsLast) => ({ of, descending, nullsLast, nullable: descending !== nullsLast })),
    ),
  );
  test.each(cases)("$of, descending $descending, nulls last $nullsLast, nullable $nullable", ({ of, ...order }) => {
    const ties = [{ ...fields[of]!, ...order }, rank];
    expect(new Sorted({ n: 2500, words: [few(2)], ties, seq: (i) => (i * 7919) % 2500 }).firstFault()).toBe(-1);
  });

  test.each(Object.keys(fields))("%s, more than a call takes", (of) => {
    const ties = [{ ...fields[of]!, nullable: true, descending: true }, rank];
    expect(new Sorted({ n: 75_000, words: [() => 1n], ties }).firstFault()).toBe(-1);
  });
});

test.each([2, 3, 16])("%i runs of long equal ranges are merged in the order of runs and seq", (k) => {
  const n = 48_000;
  const ties = [{ field: FIELD_VIEW, write: text(() => name(3)) }];
  const sorted = new Sorted({ n, words: [() => 7n], ties });
  const { arena, desc } = sorted;
  // Runs of every k-th entry: sorted as the whole is.
  const block = arena.allocate(arena.kernels.merge_size(k));
  for (let run = 0; run < k; run++) {
    const length = n / k;
    const entries = arena.allocate(SORT_ENTRY_SIZE * length);
    for (let i = 0; i < length; i++) {
      const from = sorted.entries + (i * k + run) * SORT_ENTRY_SIZE;
      arena.bytes.copyWithin(entries + i * SORT_ENTRY_SIZE, from, from + SORT_ENTRY_SIZE);
    }
    const cursor = block + MERGE_HEADER + run * MERGE_CURSOR_SIZE;
    arena.setU32(cursor + MERGE_CURSOR_ADDRESS, entries);
    arena.setU32(cursor + MERGE_CURSOR_END, length);
    arena.setU32(cursor + MERGE_CURSOR_KIND, MERGE_ENTRIES);
    arena.setU32(cursor + MERGE_CURSOR_LAST, 1);
  }
  const out = arena.allocate(4 * 16_384);
  let merged = 0;
  let fault = -1;
  for (;;) {
    const call = workMs();
    const rows = arena.kernels.merge_runs(block, k, out, 16_384, desc);
    expect(workMs() - call).toBeLessThan(CALL_MS);
    for (let i = 0; i < rows && fault < 0; i++) {
      if (arena.u32(out + 4 * i) !== sorted.row(merged + i)) fault = merged + i;
    }
    merged += rows;
    if (rows < 16_384) break;
  }
  expect(fault).toBe(-1);
  expect(merged).toBe(n);
});
