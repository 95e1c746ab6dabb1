import { describe, expect, test } from "vitest";
import { TestArena } from "../testing/arena.ts";
import { Random } from "../testing/random.ts";

const arena = new TestArena(600);
const { kernels } = arena;
const SIZE = 100_000;
const source = arena.allocate(SIZE);
const packed = arena.allocate(2 * SIZE);
const back = arena.allocate(SIZE);
const table = arena.allocate(kernels.lz4_table_size());

function put(text: Uint8Array): void {
  arena.bytes.set(text, source);
}

describe("checksum", () => {
  // Published values of XXH64 with seed 0.
  test.each([
    { text: "", sum: 0xef46db3751d8e999n },
    { text: "a", sum: 0xd24ec4f1a98c6e5bn },
    { text: "abc", sum: 0x44bc2cf5ad770999n },
    { text: "Nobody inspects the spammish repetition", sum: 0xfbcea83c8a378bf1n },
  ])("of '$text'", ({ text, sum }) => {
    put(Buffer.from(text));
    expect(BigInt.asUintN(64, kernels.checksum(source, text.length))).toBe(sum);
  });

  test("every flipped bit changes it", () => {
    const random = new Random(80);
    put(Uint8Array.from({ length: 1000 }, () => random.below(256)));
    const before = kernels.checksum(source, 1000);
    for (let bit = 0; bit < 8000; bit += 7) {
      arena.bytes[source + (bit >> 3)]! ^= 1 << (bit & 7);
      expect(kernels.checksum(source, 1000)).not.toBe(before);
      arena.bytes[source + (bit >> 3)]! ^= 1 << (bit & 7);
    }
  });
});

describe("lz4", () => {
  const random = new Random(81);
  const inputs: { name: string; bytes: Uint8Array; ratio: number }[] = [
    { name: "zeros", bytes: new Uint8Array(SIZE), ratio: 0.01 },
    { name: "noise", bytes: Uint8Array.from({ length: SIZE }, () => random.below(256)), ratio: 1.01 },
    { name: "text", bytes: Buffer.from(random.text(30_000)), ratio: 0.7 },
    { name: "words", bytes: new Uint8Array(Uint32Array.from({ length: 20_000 }, (_, i) => i >> 3).buffer), ratio: 0.5 },
    ...[0, 1, 5, 12, 13, 14, 20, 64, 300].map((n) => ({
      name: `${n} bytes`,
      bytes: new Uint8Array(n).fill(7),
      ratio: 20,
    })),
  ];

  test.each(inputs)("$name", ({ bytes, ratio }) => {
    put(bytes);
    arena.bytes.fill(0xaa, table, table + kernels.lz4_table_size());
    const bound = kernels.lz4_bound(bytes.length);
    const size = kernels.lz4_compress(source, bytes.length, packed, bound, table);
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThanOrEqual(Math.max(bytes.length * ratio, 16));
    arena.bytes.fill(0xbb, back, back + bytes.length);
    expect(kernels.lz4_decompress(packed, size, back, bytes.length)).toBe(bytes.length);
    expect(Buffer.compare(arena.bytes.slice(back, back + bytes.length), bytes)).toBe(0);
    // One byte less is refused and nothing is written behind the end.
    arena.bytes[packed + size - 1] = 0xcd;
    expect(kernels.lz4_compress(source, bytes.length, packed, size - 1, table)).toBe(0);
    expect(arena.bytes[packed + size - 1]).toBe(0xcd);
  });

  test("malformed input writes nothing outside the target", () => {
    put(Buffer.from(random.text(2000)));
    const length = 3000;
    const size = kernels.lz4_compress(source, length, packed, 2 * SIZE, table);
    const good = arena.bytes.slice(packed, packed + size);
    const guard = 128;
    for (let round = 0; round < 5000; round++) {
      const broken = good.slice(0, random.below(4) === 0 ? random.below(size) : size);
      for (let flips = random.below(4); flips >= 0; flips--) broken[random.below(broken.length)] = random.below(256);
      arena.bytes.set(broken, packed);
      arena.bytes.fill(0x11, back, back + guard);
      arena.bytes.fill(0x11, back + guard + length, back + guard + length + guard);
      const written = kernels.lz4_decompress(packed, broken.length, back + guard, length);
      expect(written).toBeLessThanOrEqual(length);
      expect(written).toBeGreaterThanOrEqual(-1);
      expect(arena.bytes.subarray(back, back + guard).every((byte) => byte === 0x11)).toBe(true);
      const after = arena.bytes.subarray(back + guard + length, back + guard + length + guard);
      expect(after.every((byte) => byte === 0x11)).toBe(true);
    }
  });
});
