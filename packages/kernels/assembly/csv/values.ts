// Text of a field to a value. Fields lie in a buffer with 64 readable bytes behind its end, so sixteen bytes may always be loaded.
import { parse_f64 } from "../number/parse-float";
import { parse_i64 } from "../number/parse-integer";
import { anyOver9, eightsOf, foursOf } from "./digits";

const ZEROS: u64 = 0x3030303030303030;
const HIGH_BITS: u64 = 0x8080808080808080;

/** Powers of ten to 10^15. */
export const POWERS: usize = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]);

/** The `len` (1 to 8) bytes at p as eight digit characters, zeros in front, with the first character lowest. */
@inline
function loadDigits(p: usize, len: u32): u64 {
  const shift = <u64>((8 - len) << 3);
  // Two steps, as a shift by 64 would be one by 0.
  return (load<u64>(p) << shift) | ((ZEROS >> 8) >> (56 - shift));
}

/** Whether a byte of the eight characters is no digit. */
@inline
function notDigits(characters: u64): bool {
  return (((characters - ZEROS) | (characters + 0x4646464646464646)) & HIGH_BITS) != 0;
}

/** The number that eight digit characters make (Lemire's three multiplications). */
@inline
function eightDigits(characters: u64): u64 {
  let v = characters - ZEROS;
  v = v * 10 + (v >> 8);
  return ((v & 0x000000ff000000ff) * 0x000f424000000064 + ((v >> 16) & 0x000000ff000000ff) * 0x0000271000000001) >> 32;
}

/** An integer of at most 8 digits into `out` (i64); false, and nothing written, for any other text. */
@inline
function plainInteger(p: usize, len: i32, out: usize): bool {
  const negative = load<u8>(p) == 45;
  const digits = <u32>len - <u32>negative;
  if (digits - 1 >= 8) return false;
  const characters = loadDigits(p + <usize>negative, digits);
  if (notDigits(characters)) return false;
  const value = <i64>eightDigits(characters);
  store<i64>(out, negative ? -value : value);
  return true;
}

/** A signed integer into `out` (i64); 1, or 0 for bad text. */
export function integerField(p: usize, len: i32, out: usize): i32 {
  if (plainInteger(p, len, out)) return 1;
  const negative = load<u8>(p) == 45;
  const digits = <u32>len - <u32>negative;
  if (digits - 9 < 8) {
    const start = p + <usize>negative;
    const head = loadDigits(start, digits - 8);
    const tail = load<u64>(start + <usize>(digits - 8));
    if (!(notDigits(head) | notDigits(tail))) {
      const value = <i64>(eightDigits(head) * 100000000 + eightDigits(tail));
      store<i64>(out, negative ? -value : value);
      return 1;
    }
  }
  return parse_i64(p, len, out);
}

/** A number of at most 15 digits, with or without sign and point, to f64 at `out`; false, and nothing written, for other text. */
@inline
export function shortFloat(p: usize, len: u32, out: usize): bool {
  const negative = load<u8>(p) == 45;
  p += <usize>negative;
  len -= <u32>negative;
  if (len - 1 > 15) return false;
  const text = v128.load(p);
  // A number without a point has one behind its end.
  const point = <u32>ctz(i8x16.bitmask(i8x16.eq(text, i8x16.splat(46))) | (1 << len));
  const end = max(len, point + 1);
  if (end - 2 > 14) return false;
  // Lane i takes the character that belongs 15 - i digits from the right: those in front of the point move by one.
  const at = i8x16.add(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>(end - 16)));
  const from = i8x16.add(at, i8x16.le_s(at, i8x16.splat(<i8>point)));
  const digits = i8x16.swizzle(v128.xor(text, i8x16.splat(48)), from);
  if (anyOver9(digits)) return false;
  const fours = foursOf(digits);
  const eights = eightsOf(fours, fours);
  const mantissa = <i64>i32x4.extract_lane(eights, 0) * 100000000 + <i64>i32x4.extract_lane(eights, 1);
  // Both are exact in a float64, so the quotient is rounded once.
  const value = <f64>mantissa / load<f64>(POWERS + (<usize>(end - 1 - point) << 3));
  store<f64>(out, negative ? -value : value);
  return true;
}

/** A float64 into `out`; 1, or 0 for bad text. */
export function floatField(p: usize, len: i32, out: usize): i32 {
  return shortFloat(p, <u32>len, out) ? 1 : parse_f64(p, len, out);
}

/** 1 for true, 0 for false in any case, else -1. */
export function booleanField(p: usize, len: i32): i32 {
  if (len == 4) return (load<u32>(p) | 0x20202020) == 0x65757274 ? 1 : -1;
  if (len == 5) return (load<u32>(p) | 0x20202020) == 0x736c6166 && (load<u8>(p, 4) | 32) == 101 ? 0 : -1;
  return -1;
}

/** Writes the 16-byte view of a string; the text must have 16 readable bytes. */
@inline
export function writeView(p: usize, len: u32, out: usize): void {
  if (len <= 12) {
    const keep = i8x16.lt_u(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>len));
    const text = v128.and(v128.load(p), keep);
    const moved = i8x16.swizzle(text, i8x16(-1, -1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
    v128.store(out, i32x4.replace_lane(moved, 0, <i32>len));
    return;
  }
  store<u32>(out, len);
  store<u32>(out, load<u32>(p), 4);
  store<u32>(out, <u32>p, 8);
  store<u32>(out, 0, 12);
}
