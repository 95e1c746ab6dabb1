import { constants, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { instantiateKernels, loadKernels } from "../instantiate.ts";
import { parquetLayout } from "./parquet.ts";

const memory = new WebAssembly.Memory({ initial: 256, maximum: 256, shared: true });
const kernels = instantiateKernels(loadKernels(), memory);
const bytes = new Uint8Array(memory.buffer);
const STATE = 1 << 20;
const SOURCE = 2 << 20;
const TARGET = 8 << 20;
const GUARD = 0xaa;

let seed = 1;
function random(): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
  return seed / 0x80000000;
}

/** Bytes with repeats near and far, from an alphabet of the given size. */
function compressible(length: number, alphabet: number): Buffer {
  const data = Buffer.alloc(length);
  for (let i = 0; i < length; ) {
    if (i < 20 || random() < 0.4) data[i++] = 32 + Math.floor(random() ** 2 * alphabet);
    else {
      const offset = 1 + Math.floor(random() ** 4 * i);
      for (let n = 3 + Math.floor(random() ** 5 * 500); n > 0 && i < length; n--, i++) data[i] = data[i - offset]!;
    }
  }
  return data;
}

function decode(
  kernel: (source: number, length: number, target: number, size: number) => number,
  source: Buffer,
  size: number,
): number {
  bytes.set(source, SOURCE);
  bytes.fill(GUARD, TARGET, TARGET + size + 64);
  return kernel(SOURCE, source.length, TARGET, size);
}

function written(size: number): Buffer {
  return Buffer.from(bytes.slice(TARGET, TARGET + size));
}

describe("zstd_decode", () => {
  const zstd = (source: number, length: number, target: number, size: number): number =>
    kernels.zstd_decode(STATE, source, length, target, size);

  test("reads libzstd's frames of all levels", () => {
    for (let run = 0; run < 60; run++) {
      const data = compressible(Math.floor(random() ** 3 * 200_000), 1 + Math.floor(random() * 200));
      const level = [1, 3, 9, 16, -7][run % 5]!;
      const params = { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: run & 1 };
      expect(decode(zstd, zstdCompressSync(data, { params }), data.length)).toBe(data.length);
      expect(written(data.length).equals(data), `run ${run}`).toBe(true);
    }
  });

  test("never writes behind its target, whatever the frame", () => {
    for (let run = 0; run < 500; run++) {
      const data = compressible(1 + Math.floor(random() * 3000), 60);
      const frame = zstdCompressSync(data);
      for (let k = 0; k <= run % 3; k++) frame[4 + Math.floor(random() * (frame.length - 4))] = random() * 256;
      const size = run % 2 === 0 ? data.length : Math.floor(random() * data.length);
      const result = decode(
        zstd,
        frame.subarray(0, run % 5 === 0 ? Math.floor(random() * frame.length) : frame.length),
        size,
      );
      expect(result).toBeLessThanOrEqual(size);
      expect(bytes[TARGET + size]).toBe(GUARD);
    }
  });
});

/** Snappy of literals and copies as `parts` say. */
function snappy(length: number, parts: readonly (string | readonly [offset: number, length: number])[]): Buffer {
  const out = [
    length & 127 ? (length > 127 ? (length & 127) | 128 : length) : 128,
    ...(length > 127 || length % 128 === 0 ? [length >> 7] : []),
  ];
  for (const part of parts) {
    if (typeof part === "string") out.push((part.length - 1) << 2, ...Buffer.from(part));
    else out.push(((part[1] - 1) << 2) | 2, part[0] & 255, part[0] >> 8);
  }
  return Buffer.from(out);
}

describe("snappy_decode", () => {
  test.each([1, 2, 3, 5, 7, 8, 9, 15, 16, 20])("repeats a pattern of %d bytes", (offset) => {
    const start = "abcdefghijklmnopqrst";
    const text = [...start];
    const copies: [number, number][] = [];
    for (const length of [64, 1, 7, 33, 64, 50]) {
      copies.push([offset, length]);
      for (let i = 0; i < length; i++) text.push(text[text.length - offset]!);
    }
    const data = text.join("");
    expect(decode(kernels.snappy_decode, snappy(data.length, [start, ...copies]), data.length)).toBe(data.length);
    expect(written(data.length).toString()).toBe(data);
    expect(bytes[TARGET + data.length]).toBe(GUARD);
  });

  test("refuses copies before the start, lengths that lie, and truncation", () => {
    expect(decode(kernels.snappy_decode, snappy(10, ["abc", [4, 7]]), 10)).toBe(-1);
    expect(decode(kernels.snappy_decode, snappy(10, ["abc", [0, 7]]), 10)).toBe(-1);
    expect(decode(kernels.snappy_decode, snappy(10, ["abc", [1, 60]]), 10)).toBe(-1);
    expect(decode(kernels.snappy_decode, snappy(10, ["abc"]), 10)).toBe(-1);
    expect(decode(kernels.snappy_decode, snappy(10, ["abcdefghij"]).subarray(0, 6), 10)).toBe(-1);
    expect(decode(kernels.snappy_decode, snappy(10, ["abcdefghij"]), 9)).toBe(-1);
    expect(decode(kernels.snappy_decode, Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), 9)).toBe(-1);
    expect(bytes[TARGET + 10]).toBe(GUARD);
  });
});

describe("parquet_rle", () => {
  /** Runs of both kinds for values of a width, and the values. */
  function runs(width: number): { data: number[]; values: number[] } {
    const data: number[] = [];
    const values: number[] = [];
    const value = (): number => Math.floor(random() * 2 ** width);
    for (let run = 0; run < 12; run++) {
      if (run % 2 === 0) {
        const count = 1 + Math.floor(random() * 100);
        const repeated = value();
        data.push(...(count << 1 > 127 ? [((count << 1) & 127) | 128, count >> 6] : [count << 1]));
        for (let k = 0; k < Math.ceil(width / 8); k++) data.push(Math.floor(repeated / 2 ** (8 * k)) & 255);
        for (let i = 0; i < count; i++) values.push(repeated);
      } else {
        const groups = 1 + Math.floor(random() * 20);
        data.push((groups << 1) | 1);
        let bits = 0n;
        for (let i = 0; i < groups * 8; i++) {
          const packed = value();
          values.push(packed);
          bits |= BigInt(packed) << BigInt(i * width);
        }
        for (let k = 0; k < groups * width; k++) data.push(Number((bits >> BigInt(8 * k)) & 255n));
      }
    }
    return { data, values };
  }

  test.each(Array.from({ length: 33 }, (_, width) => width))(
    "reads and skips values of %d bits in any steps",
    (width) => {
      const { data, values } = runs(width);
      bytes.set(data, SOURCE);
      kernels.parquet_rle_init(STATE, SOURCE, SOURCE + data.length, width);
      let at = 0;
      while (at < values.length) {
        const count = Math.min(values.length - at, 1 + Math.floor(random() * 40));
        if (random() < 0.3) expect(kernels.parquet_rle_skip(STATE, count)).toBe(count);
        else {
          expect(kernels.parquet_rle_read(STATE, count, TARGET)).toBe(count);
          expect([...new Uint32Array(memory.buffer, TARGET, count)]).toEqual(values.slice(at, at + count));
        }
        at += count;
      }
      expect(kernels.parquet_rle_read(STATE, 1, TARGET)).toBe(0);
    },
  );

  test("levels become bytes", () => {
    const { data, values } = runs(1);
    bytes.set(data, SOURCE);
    kernels.parquet_rle_init(STATE, SOURCE, SOURCE + data.length, 1);
    for (let at = 0; at < values.length; at += 13) {
      const want = values.slice(at, at + 13);
      expect(kernels.parquet_levels_read(STATE, want.length, TARGET)).toBe(want.reduce((a, b) => a + b, 0));
      expect([...bytes.slice(TARGET, TARGET + want.length)]).toEqual(want);
    }
    expect(kernels.parquet_levels_read(STATE, 1, TARGET)).toBe(-1);
  });
});

test("parquet_spread moves dense values to their rows, in place", () => {
  for (const width of [1, 2, 4, 8, 16]) {
    const validity = [0, 1, 1, 0, 0, 1, 1, 1, 0];
    const dense = Array.from({ length: 5 * width }, (_, i) => i + 1);
    bytes.set(validity, SOURCE);
    bytes.set(dense, TARGET);
    kernels.parquet_spread(9, 5, SOURCE, width, TARGET);
    let next = 0;
    const want = validity.flatMap((valid) => {
      const from = next;
      next += valid * width;
      return valid ? dense.slice(from, from + width) : Array(width).fill(0);
    });
    expect([...bytes.slice(TARGET, TARGET + 9 * width)]).toEqual(want);
  }
});

test("parquet_first_invalid_utf8 finds overlong forms, surrogates and cut characters", () => {
  const check = (text: Buffer): number => {
    bytes.set(text, SOURCE);
    kernels.parquet_fixed_views(1, SOURCE, text.length, TARGET);
    return kernels.parquet_first_invalid_utf8(1, TARGET);
  };
  for (const good of ["", "abc", "ä", "€uro and more text", "𝄞", "plain ascii of some length", "end of a text: 𝄞"]) {
    expect(check(Buffer.from(good)), good).toBe(1);
  }
  for (const bad of ["c080", "eda080", "f4908080", "e282", "80", `${"61".repeat(20)}c3`, `${"61".repeat(13)}ff`]) {
    expect(check(Buffer.from(bad, "hex")), bad).toBe(0);
  }
  expect(parquetLayout.RLE_STATE_SIZE).toBeGreaterThanOrEqual(128);
});
