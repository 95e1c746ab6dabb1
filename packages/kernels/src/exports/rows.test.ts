import {
  PAGE_SIZE,
  ROW_PAGE_EXTENT_ORDER,
  ROW_PAGE_HEADER,
  ROW_PAGE_HEAP_START,
  ROW_PAGE_NEXT,
  ROW_PAGE_NUM_ROWS,
  ROW_PAGE_PREVIOUS,
  ROWS_HEADER,
  ROWS_PARTITION_FIRST,
  ROWS_PARTITION_LAST,
  ROWS_PARTITION_NUM_PAGES,
  ROWS_PARTITION_NUM_ROWS,
  ROWS_PARTITION_SIZE,
  ROWS_RADIX_SHIFT,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { pageOf, TestArena } from "../testing/arena.ts";
import { Random } from "../testing/random.ts";

function collection(arena: TestArena, limit: number, stride: number, radixBits: number) {
  const grant = arena.grant(limit);
  const rc = arena.allocate(arena.kernels.rows_size(radixBits));
  arena.kernels.rows_init(rc, grant, stride, radixBits);
  return { grant, rc, partition: (p: number) => rc + ROWS_HEADER + p * ROWS_PARTITION_SIZE };
}

/** Rows of a partition in list order; checks the links on the way. */
function listRows(arena: TestArena, slot: number): number[] {
  const rows: number[] = [];
  const out = arena.allocate(4 * 5000);
  let previous = 0;
  let pages = 0;
  let page = arena.u32(slot + ROWS_PARTITION_FIRST);
  for (; page !== 0; page = arena.u32(page + ROW_PAGE_NEXT)) {
    expect(arena.u32(page + ROW_PAGE_PREVIOUS)).toBe(previous);
    const n = arena.kernels.rows_of_page(page, 0, 5000, out);
    expect(n).toBe(arena.u32(page + ROW_PAGE_NUM_ROWS));
    rows.push(...arena.u32s(out, n));
    pages += 1 << arena.u32(page + ROW_PAGE_EXTENT_ORDER);
    previous = page;
  }
  expect(arena.u32(slot + ROWS_PARTITION_LAST)).toBe(previous);
  expect(arena.u32(slot + ROWS_PARTITION_NUM_PAGES)).toBe(pages);
  expect(arena.u32(slot + ROWS_PARTITION_NUM_ROWS)).toBe(rows.length);
  return rows;
}

describe("rows", () => {
  test("rows go to the partition of their hash, in order, zeroed, with room for their strings", () => {
    const arena = new TestArena(4000);
    const { kernels } = arena;
    const radixBits = 3;
    const { rc, grant, partition } = collection(arena, 3000, 40, radixBits);
    const random = new Random(3);
    const n = 2000;
    const hashes = arena.allocate(n * 8);
    const bytes = arena.allocate(n * 4);
    const rows = arena.allocate(n * 4);
    const heaps = arena.allocate(n * 4);
    const expected: number[][] = Array.from({ length: 8 }, () => []);
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < n; i++) {
        arena.setU64(hashes + 8 * i, random.u64());
        arena.setU32(
          bytes + 4 * i,
          random.below(100) === 0 ? random.below(100_000) : random.below(3) * random.below(50),
        );
      }
      expect(kernels.rows_reserve(rc, n, hashes, bytes, rows, heaps)).toBe(n);
      for (let i = 0; i < n; i++) {
        const row = arena.u32(rows + 4 * i);
        const heap = arena.u32(heaps + 4 * i);
        const heapBytes = arena.u32(bytes + 4 * i);
        const page = pageOf(row);
        const end = page + (PAGE_SIZE << arena.u32(page + ROW_PAGE_EXTENT_ORDER));
        expect(heap + heapBytes).toBeLessThanOrEqual(end);
        expect(row + 40).toBeLessThanOrEqual(heap);
        expect(arena.bytes.subarray(row, row + 40).every((byte) => byte === 0)).toBe(true);
        expected[Number(arena.u64(hashes + 8 * i) >> 61n)]!.push(row);
        arena.bytes.fill(0xee, heap, heap + heapBytes);
        arena.bytes.fill(0xff, row, row + 40);
      }
    }
    const pages = expected.map((list, p) => {
      expect(listRows(arena, partition(p))).toEqual(list);
      return arena.u32(partition(p) + ROWS_PARTITION_NUM_PAGES);
    });
    expect(kernels.rows_count(rc)).toBe(3 * n);
    expect(arena.used(grant)).toBe(pages.reduce((a, b) => a + b));
    for (let p = 0; p < 8; p++) expect(kernels.rows_release_partition(rc, p)).toBe(pages[p]);
    expect(arena.used(grant)).toBe(0);
    expect(kernels.arena_pages(1)).toBe(0);
  });

  test("a refused page ends the reservation and the rest can go on later", () => {
    const arena = new TestArena();
    const { kernels } = arena;
    const { rc, grant } = collection(arena, 2, 1024, 0);
    const rows = arena.allocate(400);
    const perPage = Math.floor((PAGE_SIZE - ROW_PAGE_HEADER) / 1024);
    expect(kernels.rows_reserve(rc, 100, 0, 0, rows, 0)).toBe(2 * perPage);
    expect(kernels.rows_reserve(rc, 1, 0, 0, rows, 0)).toBe(0);
    expect(kernels.rows_release_partition(rc, 0)).toBe(2);
    expect(kernels.rows_reserve(rc, 10, 0, 0, rows, 0)).toBe(10);
    expect(arena.used(grant)).toBe(1);
  });

  test("a shift takes the hash bits below those that were used", () => {
    const arena = new TestArena();
    const { rc, partition } = collection(arena, 100, 16, 4);
    arena.setU32(rc + ROWS_RADIX_SHIFT, 8);
    const hashes = arena.allocate(8);
    arena.setU64(hashes, 0xabc0_0000_0000_0000n);
    arena.kernels.rows_reserve(rc, 1, hashes, 0, arena.allocate(4), 0);
    expect(arena.u32(partition(12) + ROWS_PARTITION_NUM_ROWS)).toBe(1);
  });

  test("pages move between collections", () => {
    const arena = new TestArena();
    const { kernels } = arena;
    const a = collection(arena, 100, 2048, 1);
    const b = collection(arena, 100, 2048, 1);
    const out = arena.allocate(400);
    kernels.rows_reserve_in(a.rc, 0, 20, 0, out, 0);
    const first = [...arena.u32s(out, 20)];
    kernels.rows_reserve_in(b.rc, 0, 40, 0, out, 0);
    const second = [...arena.u32s(out, 40)];
    kernels.rows_append(a.rc, b.rc);
    expect(listRows(arena, a.partition(0))).toEqual([...first, ...second]);
    expect(listRows(arena, b.partition(0))).toEqual([]);
    let page = kernels.rows_take_partition(a.rc, 0) >>> 0;
    expect(kernels.rows_count(a.rc)).toBe(0);
    while (page !== 0) {
      const next = arena.u32(page + ROW_PAGE_NEXT);
      kernels.rows_append_page(b.rc, 1, page);
      page = next;
    }
    expect(listRows(arena, b.partition(1))).toEqual([...first, ...second]);
  });

  test("pages with impossible numbers are not taken", () => {
    const arena = new TestArena();
    const { kernels } = arena;
    const { rc } = collection(arena, 100, 32, 0);
    const out = arena.allocate(40);
    const bytes = arena.allocate(8);
    arena.setU32(bytes, 20);
    kernels.rows_reserve(rc, 2, 0, bytes, out, out + 8);
    const row = arena.u32(out);
    const page = pageOf(row);
    const views = arena.allocate(4);
    arena.setU32(views, 8);
    arena.setU32(row + 8, 20);
    arena.setU32(row + 16, arena.u32(out + 8) - page);
    const check = () => kernels.rows_check_page(page, PAGE_SIZE, 32, 1, views);
    expect(check()).toBe(1);
    expect(kernels.rows_check_page(page, PAGE_SIZE, 40, 1, views)).toBe(0);
    expect(kernels.rows_check_page(page, PAGE_SIZE * 2, 32, 1, views)).toBe(0);
    for (const [at, value] of [
      [row + 8, 21],
      [row + 8, 0xffffffff],
      [row + 16, 64],
      [page + ROW_PAGE_NUM_ROWS, 1_000_000],
      [page + ROW_PAGE_HEAP_START, PAGE_SIZE + 1],
      [page + ROW_PAGE_EXTENT_ORDER, 40],
    ] as const) {
      const before = arena.u32(at);
      arena.setU32(at, value);
      expect(check()).toBe(0);
      arena.setU32(at, before);
    }
    expect(check()).toBe(1);
  });
});
