// Runs of plain fields of one column, a loop for each kind that files are full of. A run stops at the first field that asks for
// more (an empty or quoted one, bad text, a number of unusual length) and leaves it to the caller, so its loop holds little.
//
// `entry` is the first field's entry among the positions (one before its first byte, then its end), `step` the bytes to the entry
// of the next row. A field has 20 readable bytes in front of it and 64 behind it. Each run returns the number of fields written.
import { parse_f64 } from "../number/parse-float";
import { integerField, POWERS, shortFloat } from "./values";

/** The text bytes of a view of 0 to 12 bytes, behind the word that holds the length. */
const VIEW_MASKS: usize = memory.data<u64>([
  0, 0, 0x000000ff00000000, 0, 0x0000ffff00000000, 0, 0x00ffffff00000000, 0, 0xffffffff00000000, 0,
  0xffffffff00000000, 0xff, 0xffffffff00000000, 0xffff, 0xffffffff00000000, 0xffffff, 0xffffffff00000000, 0xffffffff,
  0xffffffff00000000, 0xffffffffff, 0xffffffff00000000, 0xffffffffffff, 0xffffffff00000000, 0xffffffffffffff,
  0xffffffff00000000, 0xffffffffffffffff,
]);
/** Numbers that are parsed one by one where several at once did not do. */
const SINGLE_INTEGERS: i32 = 16;
const SINGLE_FLOATS: i32 = 2;
/** From entry n on: sixteen bytes of which the last n are set; n up to 16. */
const LAST_BYTES: usize = memory.data<u64>([0, 0, -1, -1], 32);
/** What turns the sign of a float64: for 0 minus signs and for one. */
const SIGNS: usize = memory.data<u64>([0, 0x8000000000000000]);
/** Vectors of equal or alternating lanes: "0", 9, 2561, (100, 1), (10000, 1), ".", 1e8. */
const CONSTANTS: usize = memory.data<u64>([
  0x3030303030303030, 0x3030303030303030, 0x0909090909090909, 0x0909090909090909, 0x0a010a010a010a01, 0x0a010a010a010a01,
  0x0001006400010064, 0x0001006400010064, 0x0001271000012710, 0x0001271000012710, 0x2e2e2e2e2e2e2e2e, 0x2e2e2e2e2e2e2e2e,
  0x4197d78400000000, 0x4197d78400000000,
], 16);

/** The length of the field at an entry, without the CR in front of a line end where `trims`. */
@inline
function fieldLength(base: usize, entry: usize, trims: bool): u32 {
  const start = load<u32>(entry);
  const len = load<u32>(entry, 4) - start - 1;
  if (trims && <i32>len > 0 && load<u8>(base + <usize>start + <usize>len) == 13) return len - 1;
  return len;
}

/** Strings to views at `out`. `quote`: -1 for none; `ascii`: stop at bytes over 127, which ask for a check. */
export function stringRun(
  base: usize,
  entry: usize,
  step: usize,
  rows: i32,
  quote: i32,
  ascii: bool,
  trims: bool,
  out: usize,
): i32 {
  const end = out + (<usize>rows << 4);
  let slot = out;
  for (; slot < end; slot += 16, entry += step) {
    const len = fieldLength(base, entry, trims);
    const before = base + <usize>load<u32>(entry);
    if (quote >= 0 && <i32>load<u8>(before, 1) == quote) break;
    if (len - 1 < 12) {
      const text = v128.and(v128.load(before - 3), v128.load(VIEW_MASKS + (<usize>len << 4)));
      if (ascii && i8x16.bitmask(text) != 0) break;
      v128.store(slot, i32x4.replace_lane(text, 0, <i32>len));
      continue;
    }
    if (<i32>len <= 0 || ascii) break;
    store<u32>(slot, len);
    store<u32>(slot, load<u32>(before, 1), 4);
    store<u32>(slot, <u32>before + 1, 8);
    store<u32>(slot, 0, 12);
  }
  return <i32>((slot - out) >> 4);
}

/** The last `len` bytes of a vector, from a table that also serves the last `len` of eight. */
@inline
function lastBytes(len: usize): v128 {
  return v128.load(LAST_BYTES + len);
}

/** The last `a` bytes of the low half and the last `b` of the high one. */
@inline
function lastOfHalves(a: usize, b: usize): v128 {
  return v128.load64_lane(LAST_BYTES + b, v128.load64_zero(LAST_BYTES + a, 8), 1, 8);
}

/** The eight bytes before each of two places. */
@inline
function eightsBefore(a: usize, b: usize): v128 {
  return v128.load64_lane(b - 8, v128.load64_zero(a - 8), 1);
}

/** Where the field of an entry ends, without the CR in front of a line end where `trims`. */
@inline
function fieldEnd(base: usize, entry: usize, trims: bool): usize {
  const end = base + <usize>load<u32>(entry, 4);
  return trims ? end - <usize>(load<u8>(end - 1) == 13) : end;
}

/** Whether the row ends with CR and line end: what its run then looks for in each row. A CR that comes later ends the run. */
@inline
function endsWithReturn(base: usize, entry: usize, trims: bool): bool {
  return trims && load<u8>(base + <usize>load<u32>(entry, 4) - 1) == 13;
}

/** Pairs of digits (0 to 9 a byte) to sixteen bits each: 10 a + b is the upper byte of (a + 256 b) * 2561. */
@inline
function pairsOf(digits: v128, factors: v128): v128 {
  return i16x8.shr_u(i16x8.mul(digits, factors), 8);
}

/** Integers to i64 at `out`. */
export function integerRun(base: usize, entry: usize, step: usize, rows: i32, trims: bool, out: usize): i32 {
  // Loaded, as the compiler would build constants anew in each round.
  const zeros = v128.load(CONSTANTS);
  const nines = v128.load(CONSTANTS, 16);
  const tens = v128.load(CONSTANTS, 32);
  const hundreds = v128.load(CONSTANTS, 48);
  const thousands = v128.load(CONSTANTS, 64);
  const step2 = step << 1;
  const step3 = step2 + step;
  const step4 = step << 2;
  const returns = endsWithReturn(base, entry, trims);
  let row = 0;
  while (row < rows) {
    for (; row + 4 <= rows; row += 4) {
      const a = fieldEnd(base, entry, returns);
      const b = fieldEnd(base, entry + step, returns);
      const c = fieldEnd(base, entry + step2, returns);
      const d = fieldEnd(base, entry + step3, returns);
      // Behind the separator before each field.
      const lenA = a - base - <usize>load<u32>(entry) - 1;
      const lenB = b - base - <usize>load<u32>(entry + step) - 1;
      const lenC = c - base - <usize>load<u32>(entry + step2) - 1;
      const lenD = d - base - <usize>load<u32>(entry + step3) - 1;
      if (((lenA - 1) | (lenB - 1) | (lenC - 1) | (lenD - 1)) > 7) break;
      const low = v128.and(v128.xor(eightsBefore(a, b), zeros), lastOfHalves(lenA, lenB));
      const high = v128.and(v128.xor(eightsBefore(c, d), zeros), lastOfHalves(lenC, lenD));
      if (v128.any_true(i8x16.sub_sat_u(i8x16.max_u(low, high), nines))) break;
      const lowFours = i32x4.dot_i16x8_s(pairsOf(low, tens), hundreds);
      const highFours = i32x4.dot_i16x8_s(pairsOf(high, tens), hundreds);
      const values = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(lowFours, highFours), thousands);
      v128.store(out, i64x2.extend_low_i32x4_s(values));
      v128.store(out, i64x2.extend_high_i32x4_s(values), 16);
      entry += step4;
      out += 32;
    }
    const stop = min(row + SINGLE_INTEGERS, rows);
    for (; row < stop; row++) {
      const len = <i32>fieldLength(base, entry, trims);
      if (len <= 0 || !integerField(base + <usize>load<u32>(entry) + 1, len, out)) return row;
      entry += step;
      out += 8;
    }
  }
  return row;
}

/** Floats to f64 at `out`. */
export function floatRun(base: usize, entry: usize, step: usize, rows: i32, trims: bool, out: usize): i32 {
  const zeros = v128.load(CONSTANTS);
  const nines = v128.load(CONSTANTS, 16);
  const tens = v128.load(CONSTANTS, 32);
  const hundreds = v128.load(CONSTANTS, 48);
  const thousands = v128.load(CONSTANTS, 64);
  const points = v128.load(CONSTANTS, 80);
  const hundredMillions = v128.load(CONSTANTS, 96);
  const step2 = step << 1;
  const returns = endsWithReturn(base, entry, trims);
  let row = 0;
  while (row < rows) {
    for (; row + 2 <= rows; row += 2) {
      const a = fieldEnd(base, entry, returns);
      const b = fieldEnd(base, entry + step, returns);
      const startA = base + <usize>load<u32>(entry) + 1;
      const startB = base + <usize>load<u32>(entry + step) + 1;
      const minusA = <usize>(load<u8>(startA) == 45);
      const minusB = <usize>(load<u8>(startB) == 45);
      const lenA = a - startA - minusA;
      const lenB = b - startB - minusB;
      // At most 15 digits and a point.
      if (lenA - 2 > 14 || lenB - 2 > 14) break;
      const textA = v128.load(a - 16);
      const textB = v128.load(b - 16);
      const dotsA = i8x16.bitmask(v128.and(i8x16.eq(textA, points), lastBytes(lenA)));
      const dotsB = i8x16.bitmask(v128.and(i8x16.eq(textB, points), lastBytes(lenB)));
      if (dotsA == 0 || dotsB == 0) break;
      const fractionA = <usize>(15 - ctz(dotsA));
      const fractionB = <usize>(15 - ctz(dotsB));
      // The digits before the point move by one byte.
      const allA = v128.bitselect(textA, v128.load(a - 17), lastBytes(fractionA));
      const allB = v128.bitselect(textB, v128.load(b - 17), lastBytes(fractionB));
      const digitsA = v128.and(v128.xor(allA, zeros), lastBytes(lenA - 1));
      const digitsB = v128.and(v128.xor(allB, zeros), lastBytes(lenB - 1));
      if (v128.any_true(i8x16.sub_sat_u(i8x16.max_u(digitsA, digitsB), nines))) break;
      const foursA = i32x4.dot_i16x8_s(pairsOf(digitsA, tens), hundreds);
      const foursB = i32x4.dot_i16x8_s(pairsOf(digitsB, tens), hundreds);
      const eights = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(foursA, foursB), thousands);
      const upper = f64x2.convert_low_i32x4_s(i32x4.shuffle(eights, eights, 0, 2, 0, 2));
      const lower = f64x2.convert_low_i32x4_s(i32x4.shuffle(eights, eights, 1, 3, 1, 3));
      const mantissas = f64x2.add(f64x2.mul(upper, hundredMillions), lower);
      const powersA = v128.load64_zero(POWERS + (fractionA << 3));
      const powers = v128.load64_lane(POWERS + (fractionB << 3), powersA, 1);
      const signsA = v128.load64_zero(SIGNS + (minusA << 3));
      const signs = v128.load64_lane(SIGNS + (minusB << 3), signsA, 1);
      // Both are exact in a float64, so the quotient is rounded once.
      v128.store(out, v128.xor(f64x2.div(mantissas, powers), signs));
      entry += step2;
      out += 16;
    }
    const stop = min(row + SINGLE_FLOATS, rows);
    for (; row < stop; row++) {
      const len = fieldLength(base, entry, trims);
      const p = base + <usize>load<u32>(entry) + 1;
      if (!shortFloat(p, len, out) && (<i32>len <= 0 || !parse_f64(p, <i32>len, out))) return row;
      entry += step;
      out += 8;
    }
  }
  return row;
}
