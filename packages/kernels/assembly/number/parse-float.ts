// Floats in decimal text, exactly rounded: [+-] digits [. digits] [e [+-] digits], or inf, infinity, nan in any case.
// At least one digit stands before or after the point.
import { nearestDouble, nearestSingle } from "./eisel-lemire";
import { compareWithMidpoint } from "./midpoint";

/** Powers of ten that a float64 holds exactly. */
const EXACT_POWERS: usize = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]);

/** Digits that a u64 always holds. */
const MAX_DIGITS: i32 = 19;
/** An exponent in the text beyond this is as good as infinite; the bound keeps sums inside i32. */
const EXPONENT_LIMIT: i32 = 1 << 28;

/** Reads `len` bytes as a float64 into `out`. Returns 1, or 0 for bad text; too large is infinity, too small zero. */
export function parse_f64(ptr: usize, len: i32, out: usize): i32 {
  return parseFloatText(ptr, len, out, false);
}

/** Reads `len` bytes as a float32 into `out`, rounded once. Returns 1 or 0 as `parse_f64`. */
export function parse_f32(ptr: usize, len: i32, out: usize): i32 {
  return parseFloatText(ptr, len, out, true);
}

@inline
function parseFloatText(ptr: usize, len: i32, out: usize, single: bool): i32 {
  if (len <= 0) return 0;
  const end = ptr + <usize>len;
  let p = ptr;
  const sign = load<u8>(p);
  const negative = sign == 45;
  if (negative || sign == 43) p++;
  const start = p;

  let w: u64 = 0;
  let significant: i32 = 0;
  let exponent: i32 = 0;
  let truncated = false;
  let digits: i32 = 0;
  for (; p < end; p++) {
    const digit = <u64>load<u8>(p) - 48;
    if (digit > 9) break;
    digits++;
    if (significant < MAX_DIGITS) {
      w = w * 10 + digit;
      significant += i32(w != 0);
    } else {
      truncated = truncated || digit != 0;
      exponent++;
    }
  }
  if (p < end && load<u8>(p) == 46) {
    for (p++; p < end; p++) {
      const digit = <u64>load<u8>(p) - 48;
      if (digit > 9) break;
      digits++;
      if (significant < MAX_DIGITS) {
        w = w * 10 + digit;
        significant += i32(w != 0);
        exponent--;
      } else {
        truncated = truncated || digit != 0;
      }
    }
  }
  if (digits == 0) return p == start ? parseSpecial(start, end, negative, out, single) : 0;

  const mantissaEnd = p;
  let written: i32 = 0;
  if (p < end && (load<u8>(p) | 32) == 101) {
    p++;
    let down = false;
    if (p < end && (load<u8>(p) == 45 || load<u8>(p) == 43)) down = load<u8>(p++) == 45;
    if (p >= end) return 0;
    for (; p < end; p++) {
      const digit = <i32>load<u8>(p) - 48;
      if (<u32>digit > 9) return 0;
      if (written < EXPONENT_LIMIT / 16) written = written * 10 + digit;
    }
    if (down) written = -written;
  }
  if (p != end) return 0;

  const q = max(min(exponent, EXPONENT_LIMIT), -EXPONENT_LIMIT) + written;
  if (single) storeSingle(start, mantissaEnd, written, w, q, truncated, negative, out);
  else storeDouble(start, mantissaEnd, written, w, q, truncated, negative, out);
  return 1;
}

@inline
function storeDouble(
  start: usize,
  end: usize,
  written: i32,
  w: u64,
  q: i32,
  truncated: bool,
  negative: bool,
  out: usize,
): void {
  // Clinger's fast path: both operands are exact, so the one rounding is the division's or multiplication's.
  if (!truncated && w <= 9007199254740992 && q >= -22 && q <= 22) {
    const power = load<f64>(EXACT_POWERS + (<usize>(q < 0 ? -q : q) << 3));
    const value = q < 0 ? <f64>w / power : <f64>w * power;
    store<f64>(out, negative ? -value : value);
    return;
  }
  let bits = nearestDouble(w, q);
  if (truncated && nearestDouble(w + 1, q) != bits) {
    const field = <i32>(bits >> 52);
    const mantissa = field == 0 ? bits : (bits & 0xfffffffffffff) | 0x10000000000000;
    const exponent = (field == 0 ? -1074 : field - 1075) - 1;
    const order = compareWithMidpoint(start, end, written, (mantissa << 1) | 1, exponent);
    if (order > 0 || (order == 0 && (bits & 1) != 0)) bits++;
  }
  store<u64>(out, bits | (<u64>negative << 63));
}

@inline
function storeSingle(
  start: usize,
  end: usize,
  written: i32,
  w: u64,
  q: i32,
  truncated: bool,
  negative: bool,
  out: usize,
): void {
  let bits = nearestSingle(w, q);
  if (truncated && nearestSingle(w + 1, q) != bits) {
    const field = <i32>(bits >> 23);
    const mantissa = field == 0 ? bits : (bits & 0x7fffff) | 0x800000;
    const exponent = (field == 0 ? -149 : field - 150) - 1;
    const order = compareWithMidpoint(start, end, written, (mantissa << 1) | 1, exponent);
    if (order > 0 || (order == 0 && (bits & 1) != 0)) bits++;
  }
  store<u32>(out, <u32>bits | (<u32>negative << 31));
}

/** The word at p, in lower case, is this one of three letters. */
@inline
function isWord(p: usize, a: u8, b: u8, c: u8): bool {
  return (load<u8>(p) | 32) == a && (load<u8>(p, 1) | 32) == b && (load<u8>(p, 2) | 32) == c;
}

function parseSpecial(p: usize, end: usize, negative: bool, out: usize, single: bool): i32 {
  const length = <i32>(end - p);
  if (length != 3 && length != 8) return 0;
  let value = Infinity;
  if (length == 3 && isWord(p, 110, 97, 110)) {
    value = NaN;
  } else {
    if (!isWord(p, 105, 110, 102)) return 0;
    // "inity"
    if (length == 8 && !(isWord(p + 3, 105, 110, 105) && (load<u8>(p, 6) | 32) == 116 && (load<u8>(p, 7) | 32) == 121)) {
      return 0;
    }
  }
  if (negative) value = -value;
  if (single) store<f32>(out, <f32>value);
  else store<f64>(out, value);
  return 1;
}
