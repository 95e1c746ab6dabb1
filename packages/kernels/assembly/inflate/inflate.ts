// Deflate (RFC 1951), resumable wherever the input or the room for output ends. The tables and the order of work follow what is
// known to be fast: a 64-bit buffer that is filled without a branch, an entry that holds all of a symbol, copies by vectors.
import {
  INFLATE_BITS,
  INFLATE_CORRUPT,
  INFLATE_COUNT,
  INFLATE_DISTANCE,
  INFLATE_DISTANCES,
  INFLATE_END,
  INFLATE_FULL,
  INFLATE_HEAD_BYTES,
  INFLATE_INPUT,
  INFLATE_LAST,
  INFLATE_LEFT,
  INFLATE_LITERALS,
  INFLATE_MORE,
  INFLATE_OUTPUT,
  INFLATE_PHASE,
  INFLATE_PHASE_CODES,
  INFLATE_PHASE_END,
  INFLATE_PHASE_HEAD,
  INFLATE_PHASE_STORED,
} from "../../../core/src/layout/inflate";
import { readHead } from "./head";
import { DISTANCE_BITS, END_OF_BLOCK, LITERAL_BITS, SUBTABLE, UNUSUAL } from "./tables";

const LITERAL_MASK: u32 = (1 << LITERAL_BITS) - 1;
const DISTANCE_MASK: u32 = (1 << DISTANCE_BITS) - 1;
/** Bits of a length and a distance at most, with their extra bits. */
const SYMBOL_BITS: i32 = 48;
/** What a round of the fast loop takes from the input, and what it writes, at most. */
const FAST_INPUT: usize = 16;
const FAST_OUTPUT: usize = 3 + 258 + 16;

/** For each distance below 16, which of the bytes before the place each of the next sixteen is. */
const PATTERNS: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1,
  0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3,
  0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 0,
  1, 2, 3, 4, 5, 6, 0, 1, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 6,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 5, 6, 7,
  8, 9, 10, 11, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 1, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
  0, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0,
]);
/** The largest multiple of each distance that sixteen bytes hold. */
const STEPS: usize = memory.data<u8>([0, 16, 16, 15, 16, 15, 12, 14, 16, 9, 10, 11, 12, 13, 14, 15]);

export function inflate_init(state: usize): void {
  memory.fill(state, 0, INFLATE_LITERALS);
}

/** What stands behind the code of an entry: the base, and the extra bits. */
@inline
function valueOf(entry: u32, bits: u64): u32 {
  const extra = <u32>(bits & (((<u64>1) << <u64>entry) - 1)) >> ((entry >> 8) & 15);
  return (entry >> 16) + extra;
}

/** Copies to `d` what lies `distance` before it; up to 16 bytes behind `end` are written. */
@inline
function copyBack(d: usize, distance: usize, end: usize): void {
  if (distance >= 16) {
    do {
      v128.store(d, v128.load(d - distance));
      d += 16;
    } while (d < end);
    return;
  }
  const pattern = i8x16.swizzle(v128.load(d - distance), v128.load(PATTERNS + (distance << 4)));
  const step = <usize>load<u8>(STEPS + distance);
  do {
    v128.store(d, pattern);
    d += step;
  } while (d < end);
}

/** Ends a call: whole bytes that were taken and not used go back to the input. */
function leave(state: usize, p: usize, bits: u64, count: u32, d: usize, status: i32): i32 {
  store<u64>(state, bits & (((<u64>1) << <u64>(count & 7)) - 1), INFLATE_BITS);
  store<u32>(state, count & 7, INFLATE_COUNT);
  store<u32>(state, <u32>(p - (<usize>count >> 3)), INFLATE_INPUT);
  store<u32>(state, <u32>d, INFLATE_OUTPUT);
  return status;
}

/** The symbols of a block, from INFLATE_INPUT to INFLATE_OUTPUT on. INFLATE_END at its end. */
function inflateCodes(state: usize, end: usize, isLast: i32, history: usize, outEnd: usize): i32 {
  const literals = state + INFLATE_LITERALS;
  const distances = state + INFLATE_DISTANCES;
  let p = <usize>load<u32>(state, INFLATE_INPUT);
  let d = <usize>load<u32>(state, INFLATE_OUTPUT);
  let bits = load<u64>(state, INFLATE_BITS);
  let count = load<u32>(state, INFLATE_COUNT);
  const fastInput = end - p > FAST_INPUT ? end - FAST_INPUT : p;
  const fastOutput = outEnd - d > FAST_OUTPUT ? outEnd - FAST_OUTPUT : d;
  // Of `count` and the shifts by entries only the lowest six bits matter here: entries are subtracted and shifted by as they are.
  while (p < fastInput && d < fastOutput) {
    bits |= load<u64>(p) << <u64>count;
    p += (~count >> 3) & 7;
    count |= 56;
    let entry = load<u32>(literals + (<usize>(<u32>bits & LITERAL_MASK) << 2));
    if (<i32>entry < 0) {
      bits >>= <u64>entry;
      count -= entry & 63;
      store<u8>(d++, entry >> 16);
      entry = load<u32>(literals + (<usize>(<u32>bits & LITERAL_MASK) << 2));
      if (<i32>entry < 0) {
        bits >>= <u64>entry;
        count -= entry & 63;
        store<u8>(d++, entry >> 16);
        entry = load<u32>(literals + (<usize>(<u32>bits & LITERAL_MASK) << 2));
        if (<i32>entry < 0) {
          bits >>= <u64>entry;
          count -= entry & 63;
          store<u8>(d++, entry >> 16);
          continue;
        }
      }
    }
    if (entry & UNUSUAL) {
      if (entry & SUBTABLE) {
        bits >>= LITERAL_BITS;
        count -= LITERAL_BITS;
        const at = (entry >> 16) + (<u32>bits & ((1 << ((entry >> 8) & 15)) - 1));
        entry = load<u32>(literals + (<usize>at << 2));
        if (<i32>entry < 0) {
          bits >>= <u64>entry;
          count -= entry & 63;
          store<u8>(d++, entry >> 16);
          continue;
        }
      }
      if (entry & UNUSUAL) {
        if ((entry & END_OF_BLOCK) == 0) return INFLATE_CORRUPT;
        return leave(state, p, bits >> <u64>entry, (count & 63) - (entry & 63), d, INFLATE_END);
      }
    }
    const length = <usize>valueOf(entry, bits);
    bits >>= <u64>entry;
    count -= entry & 63;
    bits |= load<u64>(p) << <u64>count;
    p += (~count >> 3) & 7;
    count |= 56;
    entry = load<u32>(distances + (<usize>(<u32>bits & DISTANCE_MASK) << 2));
    if (entry & UNUSUAL) {
      if ((entry & SUBTABLE) == 0) return INFLATE_CORRUPT;
      bits >>= DISTANCE_BITS;
      count -= DISTANCE_BITS;
      const at = (entry >> 16) + (<u32>bits & ((1 << ((entry >> 8) & 15)) - 1));
      entry = load<u32>(distances + (<usize>at << 2));
      if (entry & UNUSUAL) return INFLATE_CORRUPT;
    }
    const distance = <usize>valueOf(entry, bits);
    bits >>= <u64>entry;
    count -= entry & 63;
    if (distance > d - history) return INFLATE_CORRUPT;
    copyBack(d, distance, d + length);
    d += length;
  }

  // Near an end: a symbol at a time, of which every bit and every byte is looked at.
  count &= 63;
  bits &= ((<u64>1) << <u64>count) - 1;
  while (true) {
    for (; count <= 55 && p < end; count += 8) bits |= <u64>load<u8>(p++) << <u64>count;
    if (!isLast && <i32>count < SYMBOL_BITS) return leave(state, p, bits, count, d, INFLATE_MORE);
    const before = bits;
    const countBefore = count;
    let entry = load<u32>(literals + (<usize>(<u32>bits & LITERAL_MASK) << 2));
    if (entry & SUBTABLE && entry & UNUSUAL) {
      bits >>= LITERAL_BITS;
      count -= LITERAL_BITS;
      entry = load<u32>(literals + (<usize>((entry >> 16) + (<u32>bits & ((1 << ((entry >> 8) & 15)) - 1))) << 2));
    }
    if (<i32>entry >= 0 && entry & UNUSUAL && (entry & END_OF_BLOCK) == 0) return INFLATE_CORRUPT;
    const length = <usize>valueOf(entry & 0x7fffffff, bits);
    bits >>= <u64>entry;
    count -= entry & 63;
    if (<i32>count < 0) return INFLATE_CORRUPT;
    if (<i32>entry < 0) {
      if (d == outEnd) return leave(state, p, before, countBefore, d, INFLATE_FULL);
      store<u8>(d++, entry >> 16);
      continue;
    }
    if (entry & UNUSUAL) return leave(state, p, bits, count, d, INFLATE_END);
    entry = load<u32>(distances + (<usize>(<u32>bits & DISTANCE_MASK) << 2));
    if (entry & UNUSUAL) {
      if ((entry & SUBTABLE) == 0) return INFLATE_CORRUPT;
      bits >>= DISTANCE_BITS;
      count -= DISTANCE_BITS;
      entry = load<u32>(distances + (<usize>((entry >> 16) + (<u32>bits & ((1 << ((entry >> 8) & 15)) - 1))) << 2));
      if (entry & UNUSUAL) return INFLATE_CORRUPT;
    }
    const distance = <usize>valueOf(entry, bits);
    bits >>= <u64>entry;
    count -= entry & 63;
    if (<i32>count < 0 || distance > d - history) return INFLATE_CORRUPT;
    store<u32>(state, <u32>length, INFLATE_LEFT);
    store<u32>(state, <u32>distance, INFLATE_DISTANCE);
    d = copyLeft(state, d, outEnd);
    if (load<u32>(state, INFLATE_LEFT) != 0) return leave(state, p, bits, count, d, INFLATE_FULL);
  }
}

/** Copies what is left of a copy as far as there is room; returns the end of it. */
function copyLeft(state: usize, d: usize, outEnd: usize): usize {
  const distance = <usize>load<u32>(state, INFLATE_DISTANCE);
  const left = load<u32>(state, INFLATE_LEFT);
  const length = min(left, <u32>(outEnd - d));
  for (const to = d + <usize>length; d < to; d++) store<u8>(d, load<u8>(d - distance));
  store<u32>(state, left - length, INFLATE_LEFT);
  return d;
}

/** Bytes as they are, as far as input and room go. */
function inflateStored(state: usize, end: usize, outEnd: usize): void {
  const p = <usize>load<u32>(state, INFLATE_INPUT);
  const d = <usize>load<u32>(state, INFLATE_OUTPUT);
  const left = load<u32>(state, INFLATE_LEFT);
  const length = min(left, min(<u32>(end - p), <u32>(outEnd - d)));
  memory.copy(d, p, length);
  store<u32>(state, left - length, INFLATE_LEFT);
  store<u32>(state, <u32>p + length, INFLATE_INPUT);
  store<u32>(state, <u32>d + length, INFLATE_OUTPUT);
}

/**
 * Decompresses from [input, end) to [out, outEnd); `isLast`: nothing comes behind `end`. Copies reach back to `history` at most,
 * where at least the last 32 KiB of what was written before lie in front of `out`. How far it went stands in the state
 * (INFLATE_INPUT, INFLATE_OUTPUT); returns one of INFLATE_MORE, _FULL, _END, _CORRUPT. A truncated stream is corrupt.
 */
export function inflate(
  state: usize,
  input: usize,
  end: usize,
  isLast: i32,
  history: usize,
  out: usize,
  outEnd: usize,
): i32 {
  store<u32>(state, <u32>input, INFLATE_INPUT);
  store<u32>(state, <u32>out, INFLATE_OUTPUT);
  while (true) {
    const phase = load<u32>(state, INFLATE_PHASE);
    if (phase == INFLATE_PHASE_END) return INFLATE_END;
    if (phase == INFLATE_PHASE_HEAD) {
      if (!isLast && end - <usize>load<u32>(state, INFLATE_INPUT) < <usize>INFLATE_HEAD_BYTES) return INFLATE_MORE;
      if (!readHead(state, end)) return INFLATE_CORRUPT;
      const p = <usize>load<u32>(state, INFLATE_INPUT);
      const d = <usize>load<u32>(state, INFLATE_OUTPUT);
      leave(state, p, load<u64>(state, INFLATE_BITS), load<u32>(state, INFLATE_COUNT), d, 0);
      if (load<u32>(state, INFLATE_PHASE) == INFLATE_PHASE_CODES) store<u32>(state, 0, INFLATE_LEFT);
      continue;
    }
    if (phase == INFLATE_PHASE_STORED) {
      inflateStored(state, end, outEnd);
      if (load<u32>(state, INFLATE_LEFT) != 0) {
        if (<usize>load<u32>(state, INFLATE_OUTPUT) == outEnd) return INFLATE_FULL;
        return isLast ? INFLATE_CORRUPT : INFLATE_MORE;
      }
    } else {
      store<u32>(state, <u32>copyLeft(state, <usize>load<u32>(state, INFLATE_OUTPUT), outEnd), INFLATE_OUTPUT);
      if (load<u32>(state, INFLATE_LEFT) != 0) return INFLATE_FULL;
      const status = inflateCodes(state, end, isLast, history, outEnd);
      if (status != INFLATE_END) return status;
    }
    store<u32>(state, load<u32>(state, INFLATE_LAST) ? INFLATE_PHASE_END : INFLATE_PHASE_HEAD, INFLATE_PHASE);
  }
}
