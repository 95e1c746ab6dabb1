import { PAGE_SIZE } from "@millrace/core";
import { KernelMemory } from "../kernel-memory.ts";
import type { MicroCase } from "../micro-case.ts";
import { expected, expectedList } from "../micro-case.ts";
import { sequence } from "../sequence.ts";

/** A page of rows as group-by leaves them: hashes that do not compress, small numbers that do. */
function rowPage(): Uint8Array {
  const next = sequence(5);
  const words = new Uint32Array(PAGE_SIZE / 4);
  for (let i = 0; i < words.length; i++) words[i] = i % 8 < 2 ? next(2 ** 32) : next(50);
  return new Uint8Array(words.buffer);
}

/** Pages that go to disk and come back. */
export const spillCases: readonly MicroCase[] = [
  {
    name: "spill.lz4-compress",
    items: PAGE_SIZE,
    unit: "bytes",
    prepare: () => {
      const memory = new KernelMemory(1 << 19);
      const { kernels } = memory;
      const page = rowPage();
      const source = memory.place(page);
      const capacity = kernels.lz4_bound(PAGE_SIZE);
      const target = memory.allocate(capacity);
      const table = memory.allocate(kernels.lz4_table_size());
      const back = memory.allocate(PAGE_SIZE);
      let length = 0;
      return {
        run: () => {
          length = kernels.lz4_compress(source, PAGE_SIZE, target, capacity, table);
        },
        check: () =>
          expected("bytes that come back", kernels.lz4_decompress(target, length, back, PAGE_SIZE), PAGE_SIZE) ??
          expected("that it became smaller", length < PAGE_SIZE, true) ??
          expectedList("byte", memory.bytes(back, PAGE_SIZE), page),
      };
    },
  },
  {
    name: "spill.checksum",
    items: PAGE_SIZE,
    unit: "bytes",
    prepare: () => {
      const memory = new KernelMemory(1 << 19);
      const [page, copy] = [memory.place(rowPage()), memory.place(rowPage())];
      let sum = 0n;
      return {
        run: () => {
          sum = memory.kernels.checksum(page, PAGE_SIZE);
        },
        check: () => {
          const same = memory.kernels.checksum(copy, PAGE_SIZE);
          const last = memory.bytes(copy + PAGE_SIZE - 1, 1);
          last[0]! ^= 1;
          const other = memory.kernels.checksum(copy, PAGE_SIZE);
          last[0]! ^= 1;
          return expected("the sum of a copy", same, sum) ?? expected("that a changed bit shows", other !== sum, true);
        },
      };
    },
  },
];
