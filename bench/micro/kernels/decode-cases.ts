import { zstdCompressSync } from "node:zlib";
import { parquetLayout } from "@millrace/kernels";
import { KernelMemory } from "../kernel-memory.ts";
import type { MicroCase } from "../micro-case.ts";
import { expected, expectedList } from "../micro-case.ts";
import { sequence } from "../sequence.ts";

const PAGE_BYTES = 1 << 18;
const NUM_CODES = 16_384;
const CODE_BITS = 11;

/** Bytes as a page of short records has them: about three to one for zstd. */
function pageBytes(): Uint8Array {
  const next = sequence(3);
  const words = Array.from({ length: 400 }, () => next(1e9).toString(36));
  let text = "";
  while (text.length < PAGE_BYTES) text += `${words[next(400)]} ${next(1000)};`;
  return new TextEncoder().encode(text.slice(0, PAGE_BYTES));
}

/** Codes, and the bit-packed run that holds them. */
function packedCodes(): { readonly codes: readonly number[]; readonly run: Uint8Array } {
  const next = sequence(4);
  const codes = Array.from({ length: NUM_CODES }, () => next(1 << CODE_BITS));
  const packed = new Uint8Array((NUM_CODES * CODE_BITS) / 8);
  codes.forEach((code, i) => {
    for (let bit = 0; bit < CODE_BITS; bit++) {
      const at = i * CODE_BITS + bit;
      packed[at >> 3]! |= ((code >> bit) & 1) << (at & 7);
    }
  });
  // The header is a varint: groups of eight values, shifted, with the lowest bit set.
  const header = ((NUM_CODES / 8) << 1) | 1;
  return { codes, run: Uint8Array.from([(header & 127) | 128, header >> 7, ...packed]) };
}

/** Parquet pages: decompression and codes. */
export const decodeCases: readonly MicroCase[] = [
  {
    name: "parquet.zstd-decode",
    items: PAGE_BYTES,
    unit: "bytes",
    prepare: () => {
      const memory = new KernelMemory(1 << 21);
      const page = pageBytes();
      const frame = zstdCompressSync(page);
      const source = memory.place(frame);
      const state = memory.allocate(parquetLayout.ZSTD_STATE_SIZE);
      const target = memory.allocate(PAGE_BYTES);
      let length = 0;
      return {
        run: () => {
          length = memory.kernels.zstd_decode(state, source, frame.length, target, PAGE_BYTES);
        },
        check: () => expected("length", length, PAGE_BYTES) ?? expectedList("byte", memory.bytes(target, length), page),
      };
    },
  },
  {
    name: "parquet.codes",
    items: NUM_CODES,
    unit: "values",
    prepare: () => {
      const memory = new KernelMemory(1 << 18);
      const { codes, run } = packedCodes();
      const source = memory.place(run);
      const state = memory.allocate(parquetLayout.RLE_STATE_SIZE);
      const out = memory.allocate(4 * NUM_CODES);
      return {
        run: () => {
          memory.kernels.parquet_rle_init(state, source, source + run.length, CODE_BITS);
          memory.kernels.parquet_rle_read(state, NUM_CODES, out);
        },
        check: () => expectedList("code", memory.words(out, NUM_CODES), codes),
      };
    },
  },
];
