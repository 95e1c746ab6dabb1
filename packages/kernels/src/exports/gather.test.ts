import {
  FIELD_BOOL,
  FIELD_F64,
  FIELD_I16,
  FIELD_I32,
  FIELD_I128,
  FIELD_U8,
  FIELD_U64,
  FIELD_VIEW,
} from "@millrace/core";
import { expect, test } from "vitest";
import { TestArena } from "../testing/arena.ts";
import { Random } from "../testing/random.ts";

const fields = [
  { field: FIELD_BOOL, width: 1 },
  { field: FIELD_U8, width: 1 },
  { field: FIELD_I16, width: 2 },
  { field: FIELD_I32, width: 4 },
  { field: FIELD_U64, width: 8 },
  { field: FIELD_F64, width: 8 },
  { field: FIELD_I128, width: 16 },
];

test.each(fields)("field $field goes into rows and comes back", ({ field, width }) => {
  const arena = new TestArena();
  const { kernels } = arena;
  const random = new Random(50 + field);
  const n = 500;
  const source = arena.allocate(n * width);
  const validity = arena.allocate(n);
  for (let i = 0; i < n * width; i++) arena.bytes[source + i] = random.below(256);
  for (let i = 0; i < n; i++) arena.bytes[validity + i] = random.below(3) === 0 ? 0 : 1;
  const indices = arena.allocate(4 * n);
  for (let i = 0; i < n; i++) arena.setU32(indices + 4 * i, random.below(n));
  const rc = arena.allocate(kernels.rows_size(0));
  kernels.rows_init(rc, arena.grant(100), 40, 0);
  const rows = arena.allocate(4 * n);
  expect(kernels.rows_reserve(rc, n, 0, 0, rows, 0)).toBe(n);
  kernels.scatter_rows(n, indices, source, validity, field, rows, 16, 5, 0);
  arena.setU32(rows + 4 * 3, 0);
  const out = arena.allocate(n * width);
  const outValidity = arena.allocate(n);
  kernels.gather_rows(n, rows, 16, 5, field, out, outValidity);
  for (let i = 0; i < n; i++) {
    const from = arena.u32(indices + 4 * i);
    const valid = i !== 3 && arena.bytes[validity + from] === 1;
    expect(arena.bytes[outValidity + i]).toBe(valid ? 1 : 0);
    const expected = valid
      ? arena.bytes.slice(source + from * width, source + (from + 1) * width)
      : new Uint8Array(width);
    expect(Buffer.compare(arena.bytes.slice(out + i * width, out + (i + 1) * width), expected)).toBe(0);
  }
  kernels.gather_rows(n, rows, 16, -1, field, out, outValidity);
  expect(arena.bytes.slice(outValidity, outValidity + 5)).toEqual(Uint8Array.of(1, 1, 1, 0, 1));
});

test("strings go into rows and come back, longer than a page too", () => {
  const arena = new TestArena(4000);
  const { kernels } = arena;
  const random = new Random(60);
  const n = 200;
  const texts = Array.from({ length: n }, (_, i) => random.text(i % 50 === 0 ? 40_000 : random.below(40)));
  const views = arena.allocate(16 * n);
  const validity = arena.allocate(n);
  texts.forEach((text, i) => {
    arena.setView(views + 16 * i, text);
    arena.bytes[validity + i] = i % 7 === 0 ? 0 : 1;
  });
  const bytes = arena.allocate(4 * n);
  // Two columns of strings share the rows' heaps.
  kernels.scatter_heap_bytes(n, 0, views, validity, bytes);
  kernels.scatter_heap_bytes(n, 0, views, 0, bytes);
  const rc = arena.allocate(kernels.rows_size(0));
  kernels.rows_init(rc, arena.grant(3000), 48, 0);
  const rows = arena.allocate(4 * n);
  const heaps = arena.allocate(4 * n);
  expect(kernels.rows_reserve(rc, n, 0, bytes, rows, heaps)).toBe(n);
  const ends = texts.map((_, i) => arena.u32(heaps + 4 * i) + arena.u32(bytes + 4 * i));
  kernels.scatter_rows(n, 0, views, validity, FIELD_VIEW, rows, 8, 0, heaps);
  kernels.scatter_rows(n, 0, views, 0, FIELD_VIEW, rows, 24, -1, heaps);
  expect([...arena.u32s(heaps, n)]).toEqual(ends);
  const out = arena.allocate(16 * n);
  const outValidity = arena.allocate(n);
  kernels.gather_rows(n, rows, 8, 0, FIELD_VIEW, out, outValidity);
  texts.forEach((text, i) => {
    expect(arena.bytes[outValidity + i]).toBe(i % 7 === 0 ? 0 : 1);
    expect(arena.text(out + 16 * i)).toBe(i % 7 === 0 ? "" : text);
  });
  kernels.gather_rows(n, rows, 24, -1, FIELD_VIEW, out, 0);
  texts.forEach((text, i) => {
    expect(arena.text(out + 16 * i)).toBe(text);
  });
});

test.each([1, 2, 4, 8, 16])("vectors of width %i are gathered by index", (width) => {
  const arena = new TestArena(256);
  const random = new Random(70);
  const n = 300;
  const data = arena.allocate(n * width);
  for (let i = 0; i < n * width; i++) arena.bytes[data + i] = random.below(256);
  const indices = arena.allocate(4 * n);
  for (let i = 0; i < n; i++) arena.setU32(indices + 4 * i, i === 5 ? 0xffffffff : random.below(n));
  const out = arena.allocate(n * width);
  arena.kernels.gather_vector(n, indices, data, width, out);
  for (let i = 0; i < n; i++) {
    const from = data + arena.u32(indices + 4 * i) * width;
    const expected = i === 5 ? new Uint8Array(width) : arena.bytes.slice(from, from + width);
    expect(arena.bytes.slice(out + i * width, out + (i + 1) * width)).toEqual(expected);
  }
});
