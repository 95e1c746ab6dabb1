// Runs of plain fields of one column, a loop for each kind that files are full of. A run stops at the first field that asks for
// more (an empty or quoted one, bad text, a number of unusual length) and leaves it to the caller, so its loop holds little.
//
// `entry` is the first field's entry among the positions (one before its first byte, then its end), `step` the bytes to the entry
// of the next row. A field has 4 readable bytes in front of it and 64 behind it. Each run returns the number of fields written.
import { parse_f64 } from "../number/parse-float";
import { anyOver9, eightsOf, foursOf } from "./digits";
import { integerField, shortFloat } from "./values";

/** The text bytes of a view of 0 to 12 bytes, behind the word that holds the length. */
const VIEW_MASKS: usize = memory.data<u64>([
  0, 0, 0x000000ff00000000, 0, 0x0000ffff00000000, 0, 0x00ffffff00000000, 0, 0xffffffff00000000, 0,
  0xffffffff00000000, 0xff, 0xffffffff00000000, 0xffff, 0xffffffff00000000, 0xffffff, 0xffffffff00000000, 0xffffffff,
  0xffffffff00000000, 0xffffffffff, 0xffffffff00000000, 0xffffffffffff, 0xffffffff00000000, 0xffffffffffffff,
  0xffffffff00000000, 0xffffffffffffffff,
]);
const ZEROS: u64 = 0x3030303030303030;
/** Integers that are parsed one by one where four at once did not do. */
const SINGLE_INTEGERS: i32 = 16;

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

/** The 1 to 8 bytes behind `before` as digits, zeros in front, the first lowest; bytes over 9 for other characters. */
@inline
function loadDigits(before: usize, len: u32): u64 {
  return (load<u64>(before, 1) ^ ZEROS) << <u64>(0 - (len << 3));
}

/** Four integers of 1 to 8 digits each to i64 at `out`; false, and nothing written, if one is something else. */
@inline
function fourIntegers(base: usize, entry: usize, step: usize, trims: bool, out: usize): bool {
  const entry2 = entry + (step << 1);
  const a = fieldLength(base, entry, trims);
  const b = fieldLength(base, entry + step, trims);
  const c = fieldLength(base, entry2, trims);
  const d = fieldLength(base, entry2 + step, trims);
  if (((a - 1) | (b - 1) | (c - 1) | (d - 1)) > 7) return false;
  const low = i64x2.replace_lane(
    i64x2.splat(loadDigits(base + <usize>load<u32>(entry), a)),
    1,
    loadDigits(base + <usize>load<u32>(entry + step), b),
  );
  const high = i64x2.replace_lane(
    i64x2.splat(loadDigits(base + <usize>load<u32>(entry2), c)),
    1,
    loadDigits(base + <usize>load<u32>(entry2 + step), d),
  );
  if (anyOver9(i8x16.max_u(low, high))) return false;
  const values = eightsOf(foursOf(low), foursOf(high));
  v128.store(out, i64x2.extend_low_i32x4_s(values));
  v128.store(out, i64x2.extend_high_i32x4_s(values), 16);
  return true;
}

/** Integers to i64 at `out`. */
export function integerRun(base: usize, entry: usize, step: usize, rows: i32, trims: bool, out: usize): i32 {
  const step4 = step << 2;
  let row = 0;
  while (row < rows) {
    for (; row + 4 <= rows && fourIntegers(base, entry, step, trims, out); row += 4) {
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
  const end = out + (<usize>rows << 3);
  let slot = out;
  for (; slot < end; slot += 8, entry += step) {
    const len = fieldLength(base, entry, trims);
    const p = base + <usize>load<u32>(entry) + 1;
    if (shortFloat(p, len, slot)) continue;
    if (<i32>len <= 0 || !parse_f64(p, <i32>len, slot)) break;
  }
  return <i32>((slot - out) >> 3);
}
