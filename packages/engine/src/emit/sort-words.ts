import type { CompiledValue, Node } from "@millrace/compiler";
import { f32, f64, i32, i64 } from "@millrace/compiler";
import type { DataType, Layout } from "@millrace/core";
import { layoutOf, VIEW_INLINE, VIEW_POINTER, VIEW_PREFIX } from "@millrace/core";
import type { SortOrder } from "../physical/pipeline.ts";

// Normalized keys: the leading sort keys as one big-endian number, so that comparing rows is comparing unsigned words. See
// Graefe, "Implementing Sorting in Database Systems", ACM Computing Surveys 38(3), 2006.

/** More words than these are not worth their space: the keys behind are compared as ties. */
const MAX_WORDS = 4;
const STRING_PREFIX_BITS = 64;

/** Which keys the words hold. */
export interface SortWords {
  readonly numWords: number;
  /** The first key that is not decided by the words alone: a string, or what did not fit. */
  readonly firstTie: number;
  /** Keys that have a part in the words: firstTie, or one more for the prefix of a string. */
  readonly numKeys: number;
}

const bits: Readonly<Record<Layout, number>> = {
  bool: 1,
  i8: 8,
  u8: 8,
  i16: 16,
  u16: 16,
  i32: 32,
  u32: 32,
  f32: 32,
  i64: 64,
  u64: 64,
  f64: 64,
  i128: 128,
  view: STRING_PREFIX_BITS,
};

/** Decides which keys go into how many words. */
export function planSortWords(orders: readonly SortOrder[]): SortWords {
  let total = 0;
  let key = 0;
  for (const order of orders) {
    const layout = layoutOf(order.type);
    const size = bits[layout] + (order.nullable ? 1 : 0);
    if (total + size > MAX_WORDS * 64) break;
    total += size;
    if (layout === "view") return { numWords: Math.ceil(total / 64), firstTie: key, numKeys: key + 1 };
    key += 1;
  }
  return { numWords: Math.max(1, Math.ceil(total / 64)), firstTie: key, numKeys: key };
}

/** A piece of a normalized key: the lowest `width` bits of an i64. */
interface Piece {
  readonly node: Node;
  readonly width: number;
}

/** The words of a row's keys, most significant first. */
export function sortWords(words: SortWords, orders: readonly SortOrder[], values: readonly CompiledValue[]): Node[] {
  const pieces: Piece[] = [];
  for (let i = 0; i < words.numKeys; i++) {
    const order = orders[i];
    const value = values[i];
    if (order !== undefined && value !== undefined) pieces.push(...keyPieces(order, value));
  }
  return pack(pieces, words.numWords);
}

function keyPieces(order: SortOrder, value: CompiledValue): Piece[] {
  const pieces: Piece[] = [];
  const valid = value.valid;
  if (order.nullable) {
    const flag = valid ?? i32.const(1);
    pieces.push({ node: i64.extendI32U(order.nullsLast ? i32.eqz(flag) : flag), width: 1 });
  }
  for (const piece of valuePieces(order.type, value)) {
    const mask = piece.width === 64 ? -1n : (1n << BigInt(piece.width)) - 1n;
    const directed = order.descending ? i64.xor(piece.node, i64.const(mask)) : piece.node;
    const node = valid === null ? directed : i64.select(valid, directed, i64.const(0n));
    pieces.push({ node, width: piece.width });
  }
  return pieces;
}

const SIGN64 = -(1n << 63n);

function valuePieces(type: DataType, value: CompiledValue): Piece[] {
  const layout = layoutOf(type);
  const [first, second] = value.parts;
  if (first === undefined) return [];
  switch (layout) {
    case "bool":
    case "u8":
    case "u16":
    case "u32":
      return [{ node: i64.extendI32U(first), width: bits[layout] }];
    case "i8":
    case "i16":
    case "i32": {
      const width = bits[layout];
      const shifted = i32.add(first, i32.const(-(2 ** (width - 1))));
      return [{ node: i64.and(i64.extendI32U(shifted), i64.const((1n << BigInt(width)) - 1n)), width }];
    }
    case "u64":
      return [{ node: first, width: 64 }];
    case "i64":
      return [{ node: i64.xor(first, i64.const(SIGN64)), width: 64 }];
    case "f64":
      return [{ node: orderedFloat64(first), width: 64 }];
    case "f32":
      return [{ node: i64.extendI32U(orderedFloat32(first)), width: 32 }];
    case "i128":
      return [
        { node: i64.xor(second ?? first, i64.const(SIGN64)), width: 64 },
        { node: first, width: 64 },
      ];
    case "view":
      return [{ node: stringPrefix(first), width: STRING_PREFIX_BITS }];
  }
}

/** The bits of a Float64 as an unsigned number in its order: -0 equals 0, every NaN is the greatest. */
function orderedFloat64(value: Node): Node {
  const canonical = f64.select(f64.eq(value, value), f64.add(value, f64.const(0)), f64.const(Number.NaN));
  const raw = i64.reinterpretF64(canonical);
  return i64.xor(raw, i64.or(i64.shrS(raw, i64.const(63n)), i64.const(SIGN64)));
}

/** The first 8 bytes of a string, zero-padded, as a big-endian number. */
function stringPrefix(view: Node): Node {
  const long = i32.gtU(i32.load(view, 0), i32.const(VIEW_INLINE));
  const bytes = i32.select(long, i32.load(view, VIEW_POINTER), i32.add(view, i32.const(VIEW_PREFIX)));
  return swapBytes(i64.load(bytes, 0));
}

function swapBytes(word: Node): Node {
  let result = word;
  for (const [shift, mask] of [
    [8n, 0x00ff00ff00ff00ffn],
    [16n, 0x0000ffff0000ffffn],
  ] as const) {
    const high = i64.shl(i64.and(result, i64.const(mask)), i64.const(shift));
    const low = i64.and(i64.shrU(result, i64.const(shift)), i64.const(mask));
    result = i64.or(high, low);
  }
  return i64.rotl(result, i64.const(32n));
}

function pack(pieces: readonly Piece[], numWords: number): Node[] {
  const words: (Node | null)[] = Array.from({ length: numWords }, () => null);
  let position = 0;
  const put = (word: number, node: Node): void => {
    const before = words[word];
    words[word] = before === null || before === undefined ? node : i64.or(before, node);
  };
  for (const { node, width } of pieces) {
    const word = position >> 6;
    const room = 64 - (position & 63);
    if (width <= room) {
      put(word, width === room ? node : i64.shl(node, i64.const(BigInt(room - width))));
    } else {
      put(word, i64.shrU(node, i64.const(BigInt(width - room))));
      put(word + 1, i64.shl(node, i64.const(BigInt(64 - width + room))));
    }
    position += width;
  }
  return words.map((word) => word ?? i64.const(0n));
}

/** The bits of a Float32 in its order. */
function orderedFloat32(value: Node): Node {
  const canonical = f32.select(f32.eq(value, value), f32.add(value, f32.const(0)), f32.const(Number.NaN));
  const raw = i32.reinterpretF32(canonical);
  return i32.xor(raw, i32.or(i32.shrS(raw, i32.const(31)), i32.const(-2147483648)));
}
