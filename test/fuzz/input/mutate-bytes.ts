import type { Random } from "@millrace/testkit";

/** A place of a file: bytes [from, to). */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Replaces [from, to) of the bytes. */
export function splice(bytes: Uint8Array, from: number, to: number, inserted: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length - (to - from) + inserted.length);
  result.set(bytes.subarray(0, from));
  result.set(inserted, from);
  result.set(bytes.subarray(to), from + inserted.length);
  return result;
}

/** Bytes that lengths, counts and codes are made of at their borders. */
const borderBytes = [0, 1, 2, 3, 0x7f, 0x80, 0xfe, 0xff];
/** Little-endian words at the borders of their types. */
const borderWords = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x01000000, 0x00ffffff, 0x3fffffff];

function flipBit(bytes: Uint8Array, at: number, random: Random): void {
  bytes[at] = bytes[at]! ^ (1 << random.int(0, 7));
}

function setWord(bytes: Uint8Array, at: number, random: Random): void {
  const word = random.chance(0.7) ? random.pick(borderWords) : random.int(0, 0xffff);
  for (let i = 0; i < 4 && at + i < bytes.length; i++) bytes[at + i] = (word >>> (8 * i)) & 255;
}

/** Changes a few bytes of the span: bits, border values, words, copies of other places. The length stays. */
export function changeBytes(given: Uint8Array, { from, to }: Span, random: Random): Uint8Array {
  const bytes = given.slice();
  if (to <= from) return bytes;
  const changes = random.chance(0.6) ? 1 : random.int(2, 8);
  for (let k = 0; k < changes; k++) {
    // What comes first in a block decides most: lengths, bit widths, counts.
    const at = random.chance(0.4) ? Math.min(to - 1, from + random.int(0, 15)) : random.int(from, to - 1);
    const kind = random.int(0, 4);
    if (kind === 0) flipBit(bytes, at, random);
    else if (kind === 1) bytes[at] = random.int(0, 255);
    else if (kind === 2) bytes[at] = random.pick(borderBytes);
    else if (kind === 3) setWord(bytes, at, random);
    else bytes.copyWithin(at, random.int(from, to - 1), Math.min(to, at + random.int(1, 64)));
  }
  return bytes;
}

/** Cuts off the end, takes a piece out, doubles a piece, or fills one with zeros. */
export function changeLength(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.int(0, Math.max(0, bytes.length - 1));
  const length = random.chance(0.5) ? random.int(1, 16) : random.int(1, bytes.length);
  const end = Math.min(bytes.length, at + length);
  const kind = random.int(0, 3);
  if (kind === 0) return bytes.slice(0, at);
  if (kind === 1) return splice(bytes, at, end, new Uint8Array());
  if (kind === 2) return splice(bytes, at, at, bytes.subarray(at, end));
  return bytes.slice().fill(0, at, end);
}
