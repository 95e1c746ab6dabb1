// Text of a field to a value. Fields lie in a buffer with 64 readable bytes behind its end, so eight bytes may always be loaded.
import { parse_f64 } from "../number/parse-float";
import { parse_i64 } from "../number/parse-integer";

const ZEROS: u64 = 0x3030303030303030;
const HIGH_BITS: u64 = 0x8080808080808080;

/** Integer powers of ten to 10^8. */
const POWERS: usize = memory.data<u64>([1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000]);
/** The same as floats. */
const FLOAT_POWERS: usize = memory.data<f64>([1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8]);

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
export function plainInteger(p: usize, len: i32, out: usize): bool {
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

/** 1 to 7 digits, a point, 1 to 8 digits into `out` (f64), exact in one division; false, and nothing written, for any other text. */
@inline
export function plainFloat(p: usize, len: i32, out: usize): bool {
  const negative = load<u8>(p) == 45;
  const start = p + <usize>negative;
  const length = <u32>len - <u32>negative;
  const points = load<u64>(start) ^ 0x2e2e2e2e2e2e2e2e;
  const found = (points - 0x0101010101010101) & ~points & HIGH_BITS;
  const whole = <u32>(ctz(found) >> 3);
  const fraction = length - whole - 1;
  if (found == 0 || whole - 1 >= 8 || fraction - 1 >= 8) return false;
  const head = loadDigits(start, whole);
  const tail = loadDigits(start + <usize>whole + 1, fraction);
  if (notDigits(head) | notDigits(tail)) return false;
  const at = <usize>fraction << 3;
  const digits = eightDigits(head) * load<u64>(POWERS + at) + eightDigits(tail);
  if (digits > 9007199254740992) return false;
  const value = <f64>digits / load<f64>(FLOAT_POWERS + at);
  store<f64>(out, negative ? -value : value);
  return true;
}

/** A float64 into `out`; 1, or 0 for bad text. */
export function floatField(p: usize, len: i32, out: usize): i32 {
  return plainFloat(p, len, out) ? 1 : parse_f64(p, len, out);
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
