import type { Order } from "./physical-type.ts";
import { ORDER } from "./physical-type.ts";

/** The lowest and highest value of a page or a column, as PLAIN bytes (strings without their length). */
export interface Bounds {
  readonly min: Uint8Array;
  readonly max: Uint8Array;
  /** False where a long string was cut: then min is not above, max not below any value. */
  readonly isMinExact: boolean;
  readonly isMaxExact: boolean;
}

/** Strings in bounds are cut to so many bytes; one more tells that a string was longer. */
export const MAX_BOUND_BYTES = 64;

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Compares two values of an order, both as they lie in bounds. */
function compareBounds(order: Order, a: Uint8Array, b: Uint8Array): number {
  switch (order) {
    case ORDER.i32:
      return view(a).getInt32(0, true) - view(b).getInt32(0, true);
    case ORDER.u32:
      return view(a).getUint32(0, true) - view(b).getUint32(0, true);
    case ORDER.i64:
      return sign(view(a).getBigInt64(0, true), view(b).getBigInt64(0, true));
    case ORDER.u64:
      return sign(view(a).getBigUint64(0, true), view(b).getBigUint64(0, true));
    case ORDER.f32:
      return sign(view(a).getFloat32(0, true), view(b).getFloat32(0, true));
    case ORDER.f64:
      return sign(view(a).getFloat64(0, true), view(b).getFloat64(0, true));
    case ORDER.i128:
      // Big-endian: the sign byte decides, then the rest as unsigned bytes.
      return view(a).getInt8(0) - view(b).getInt8(0) || Buffer.compare(a, b);
    case ORDER.bytes:
    case ORDER.boolean:
      return Buffer.compare(a, b);
  }
}

function sign(a: bigint | number, b: bigint | number): number {
  return a < b ? -1 : Number(a > b);
}

/** The bounds of two parts together. */
export function mergeBounds(order: Order, a: Bounds, b: Bounds): Bounds {
  const low = compareBounds(order, a.min, b.min) <= 0 ? a : b;
  const high = compareBounds(order, a.max, b.max) >= 0 ? a : b;
  return { min: low.min, max: high.max, isMinExact: low.isMinExact, isMaxExact: high.isMaxExact };
}

/** Bounds of strings, or of their first MAX_BOUND_BYTES + 1 bytes, cut where they are long; null where no cut upper bound exists. */
export function stringBounds(min: Uint8Array, max: Uint8Array): Bounds | null {
  const isMinExact = min.byteLength <= MAX_BOUND_BYTES;
  const isMaxExact = max.byteLength <= MAX_BOUND_BYTES;
  const upper = isMaxExact ? max : successor(max.subarray(0, cutLength(max)));
  if (upper === null) return null;
  return { min: isMinExact ? min : min.subarray(0, cutLength(min)), max: upper, isMinExact, isMaxExact };
}

/** The longest length within the limit that does not split a UTF-8 sequence. */
function cutLength(text: Uint8Array): number {
  let length = MAX_BOUND_BYTES;
  while (length > 0 && (text[length]! & 0xc0) === 0x80) length--;
  return length;
}

/** The least short valid UTF-8 text above every text that begins with this prefix: its last raisable ASCII byte plus one. */
function successor(prefix: Uint8Array): Uint8Array | null {
  for (let i = prefix.byteLength - 1; i >= 0; i--) {
    if (prefix[i]! >= 0x7f) continue;
    const raised = prefix.slice(0, i + 1);
    raised[i]!++;
    return raised;
  }
  return null;
}

/** How the bounds of successive pages lie: 1 ascending, 2 descending, 0 neither. */
export function boundaryOrder(order: Order, pages: readonly (Bounds | null)[]): 0 | 1 | 2 {
  const bounds = pages.filter((page) => page !== null);
  const every = (test: (comparison: number) => boolean): boolean =>
    bounds.every((page, i) => {
      const previous = bounds[i - 1];
      if (previous === undefined) return true;
      return test(compareBounds(order, previous.min, page.min)) && test(compareBounds(order, previous.max, page.max));
    });
  if (every((comparison) => comparison <= 0)) return 1;
  return every((comparison) => comparison >= 0) ? 2 : 0;
}
