import { constants, crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import {
  INFLATE_CORRUPT,
  INFLATE_CRC,
  INFLATE_END,
  INFLATE_FULL,
  INFLATE_INPUT,
  INFLATE_MORE,
  INFLATE_OUTPUT,
  INFLATE_STATE_SIZE,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { TestArena } from "../testing/arena.ts";
import { Random } from "../testing/random.ts";

const arena = new TestArena(600);
const { kernels } = arena;
const SIZE = 200_000;
const HISTORY = 32_768;
const state = arena.allocate(INFLATE_STATE_SIZE);
const input = arena.allocate(SIZE);
const output = arena.allocate(HISTORY + SIZE) + HISTORY;

function word(address: number): number {
  return new DataView(arena.bytes.buffer, arena.bytes.byteOffset).getUint32(address, true);
}

/** How a test feeds the decoder: bytes of input, and room for output, of each call. */
interface Portions {
  readonly input: () => number;
  readonly output: () => number;
}

/** The stream's content, or null if it is corrupt. */
function decode(stream: Uint8Array, portions: Portions = { input: () => SIZE, output: () => SIZE }): Uint8Array | null {
  const parts: Uint8Array[] = [];
  let used = 0;
  let given = 0;
  let history = 0;
  kernels.inflate_init(state);
  for (;;) {
    arena.bytes.set(stream.subarray(used, given), input);
    const isLast = given === stream.length ? 1 : 0;
    const end = input + given - used;
    // What lies behind the input and the room for output must not matter and must not change.
    arena.bytes.fill(0xa5, end, end + 64);
    const room = output + portions.output();
    arena.bytes.fill(0x5a, room, room + 64);
    const status = kernels.inflate(state, input, end, isLast, output - history, output, room);
    if (status === INFLATE_CORRUPT) return null;
    expect(arena.bytes.subarray(room, room + 64).every((byte) => byte === 0x5a)).toBe(true);
    used += word(state + INFLATE_INPUT) - input;
    const written = word(state + INFLATE_OUTPUT);
    parts.push(arena.bytes.slice(output, written));
    history = Math.min(HISTORY, history + written - output);
    arena.bytes.copyWithin(output - history, written - history, written);
    if (status === INFLATE_END) return Buffer.concat(parts);
    if (status === INFLATE_FULL) expect(written).toBe(room);
    else {
      expect([status, isLast]).toEqual([INFLATE_MORE, 0]);
      given = Math.min(stream.length, given + portions.input());
    }
  }
}

const random = new Random(90);

/** Bytes of many kinds: text, numbers, runs, copies from near and far, noise. */
function content(length: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let size = 0;
  while (size < length) {
    const kind = random.below(5);
    const own = 1 + random.below(400);
    const all = Buffer.concat(parts);
    const from = random.below(Math.max(1, all.length));
    const part =
      kind === 0
        ? Buffer.from(random.text(own))
        : kind === 1
          ? Buffer.from(Array.from({ length: own }, () => 48 + random.below(10)))
          : kind === 2
            ? new Uint8Array(own * 3).fill(random.below(256))
            : kind === 3
              ? all.subarray(from, from + own)
              : Uint8Array.from({ length: own }, () => random.below(256));
    parts.push(part);
    size += part.length;
  }
  return Buffer.concat(parts).subarray(0, length);
}

const strategies = [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY, constants.Z_RLE];

function streams(sizes: readonly number[]): { bytes: Uint8Array; stream: Uint8Array }[] {
  return sizes.flatMap((size) =>
    strategies.flatMap((strategy) =>
      [0, 1, 6, 9].map((level) => {
        const bytes = content(size);
        return { bytes, stream: deflateRawSync(bytes, { level, strategy, memLevel: 1 + random.below(9) }) };
      }),
    ),
  );
}

describe("inflate", () => {
  test("gives back what zlib compressed, at every level and by every strategy", () => {
    for (const { bytes, stream } of streams([0, 1, 2, 17, 300, 5_000, 100_000])) {
      expect(Buffer.compare(decode(stream) ?? Buffer.from("corrupt"), bytes)).toBe(0);
    }
  });

  test("goes on wherever the input or the room for output ended", () => {
    for (const { bytes, stream } of streams([3, 700, 40_000])) {
      const most = 1 + random.below(random.below(2) === 0 ? 20 : 3_000);
      const portions = { input: () => 1 + random.below(most), output: () => 1 + random.below(most * 4) };
      expect(Buffer.compare(decode(stream, portions) ?? Buffer.from("corrupt"), bytes)).toBe(0);
    }
  });

  test("copies from every distance below 20 and of every length", () => {
    for (let distance = 1; distance < 20; distance++) {
      const pattern = content(distance);
      const bytes = Buffer.concat([pattern, ...Array.from({ length: 40 }, () => pattern)]);
      for (let length = distance; length < Math.min(bytes.length, 300); length++) {
        const part = Buffer.concat([
          bytes.subarray(0, length),
          Buffer.from("end of it, behind all copies, of which some are long"),
        ]);
        expect(Buffer.compare(decode(deflateRawSync(part))!, part)).toBe(0);
      }
    }
  });

  test("of a damaged or cut stream says what zlib says", () => {
    let corrupt = 0;
    for (const { stream } of streams([40, 2_000, 20_000])) {
      for (let i = 0; i < 60; i++) {
        const damaged = Uint8Array.from(stream);
        const at = random.below(random.below(2) === 0 ? damaged.length : Math.min(damaged.length, 80));
        damaged[at]! ^= 1 << random.below(8);
        const cut = random.below(3) === 0 ? damaged.subarray(0, random.below(damaged.length)) : damaged;
        let expected: Uint8Array | null = null;
        try {
          expected = inflateRawSync(cut, { maxOutputLength: SIZE });
        } catch {
          corrupt++;
        }
        const portions = i % 2 === 0 ? undefined : { input: () => 1 + random.below(900), output: () => 5_000 };
        const decoded = decode(cut, portions);
        expect(decoded === null ? null : Buffer.from(decoded).toString("latin1")).toBe(
          expected === null ? null : Buffer.from(expected).toString("latin1"),
        );
      }
    }
    expect(corrupt).toBeGreaterThan(500);
  });
});

test("crc32 is that of zlib, in one piece and in many", () => {
  const tables = state + INFLATE_CRC;
  kernels.crc32_tables(tables);
  for (const size of [0, 1, 3, 15, 16, 17, 1_000, 70_000]) {
    const bytes = content(size);
    arena.bytes.set(bytes, input);
    let sum = 0;
    for (let at = 0; at < size; ) {
      const length = Math.min(size - at, 1 + random.below(100));
      sum = kernels.crc32(tables, sum, input + at, length);
      at += length;
    }
    expect(sum >>> 0).toBe(crc32(bytes));
    expect(kernels.crc32(tables, 0, input, size) >>> 0).toBe(crc32(bytes));
  }
});
