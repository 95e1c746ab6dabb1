// Decimals of 128 bits: what emitted code does not do inline. Words are low, high; two's complement.
import { productError } from "../number/exact-product";
import { powerHigh, powerLow } from "./powers";

const CHUNK: u64 = 1000000000;
const CHUNK_DIGITS: i32 = 9;
/** The greatest power of ten that a float64 holds exactly. */
const EXACT_POWER: i32 = 22;

/** Divides the 128-bit number at `p` by a divisor below 2^32; returns the rest. */
function divideInPlace(p: usize, divisor: u64): u32 {
  let rest: u64 = 0;
  for (let i: usize = 16; i > 0; ) {
    i -= 4;
    const part = (rest << 32) | <u64>load<u32>(p + i);
    store<u32>(p + i, <u32>(part / divisor));
    rest = part % divisor;
  }
  return <u32>rest;
}

/** |low, high| / 10^digits after adding (addLow, addHigh), with the sign put back. */
function shiftDown(low: u64, high: i64, digits: i32, addLow: u64, addHigh: u64, out: usize): void {
  const negative = high < 0;
  if (negative) {
    high = ~high + i64(low == 0);
    low = 0 - low;
  }
  const sum = low + addLow;
  store<u64>(out, sum);
  store<u64>(out, <u64>high + addHigh + u64(sum < low), 8);
  for (; digits >= CHUNK_DIGITS; digits -= CHUNK_DIGITS) divideInPlace(out, CHUNK);
  if (digits > 0) divideInPlace(out, powerLow(digits));
  if (!negative) return;
  const quotient = load<u64>(out);
  store<u64>(out, 0 - quotient);
  store<u64>(out, ~load<u64>(out, 8) + u64(quotient == 0), 8);
}

/** Writes the value / 10^digits, rounded half away from zero; digits from 1 to 38. */
export function decimal_round(low: u64, high: i64, digits: i32, out: usize): void {
  // Half of 10^digits.
  const halfLow = (powerLow(digits) >> 1) | (powerHigh(digits) << 63);
  shiftDown(low, high, digits, halfLow, powerHigh(digits) >> 1, out);
}

/** Writes the value / 10^digits, rounded towards zero; digits from 0 to 38. */
export function decimal_truncate(low: u64, high: i64, digits: i32, out: usize): void {
  shiftDown(low, high, digits, 0, 0, out);
}

/** 1 where the value has at most so many digits, 0 to 38. */
export function decimal_fits(low: u64, high: i64, digits: i32): i32 {
  if (high < 0) {
    high = ~high + i64(low == 0);
    low = 0 - low;
  }
  const bound = powerHigh(digits);
  return i32(<u64>high < bound || (<u64>high == bound && low < powerLow(digits)));
}

/** The value / 10^scale as float64; off by at most one unit in the last place. */
export function decimal_to_f64(low: u64, high: i64, scale: i32): f64 {
  const negative = high < 0;
  if (negative) {
    high = ~high + i64(low == 0);
    low = 0 - low;
  }
  // The value as a sum of two floats: four parts of 32 bits are exact, and so is each sum with its rest.
  let value: f64 = <f64>(<u64>high >> 32) * 79228162514264337593543950336.0;
  let rest: f64 = 0;
  for (let i = 0; i < 3; i++) {
    const part = i == 0 ? <f64>(<u64>high & 0xffffffff) * 18446744073709551616.0 : i == 1 ? <f64>(low >> 32) * 4294967296.0 : <f64>(low & 0xffffffff);
    const sum = value + part;
    rest += part - (sum - value);
    value = sum;
  }
  while (scale > 0) {
    const digits = min(scale, EXACT_POWER);
    const power = digits <= 19 ? <f64>powerLow(digits) : <f64>powerLow(19) * <f64>powerLow(digits - 19);
    const quotient = (value + rest) / power;
    // What value - quotient · power leaves, exactly but for its own last place.
    const product = quotient * power;
    rest = (value - product - productError(quotient, power, product) + rest) / power;
    value = quotient;
    scale -= digits;
  }
  value += rest;
  return negative ? -value : value;
}

/** Writes the value as text with `scale` digits after the point at `out` (48 bytes of room); returns its length. */
export function format_decimal(low: u64, high: i64, scale: i32, out: usize): i32 {
  const negative = high < 0;
  if (negative) {
    high = ~high + i64(low == 0);
    low = 0 - low;
  }
  let p = out + 48;
  let written = 0;
  // Digits from the last to the first: 128 bits as a high part of whole 10^18s and a low part.
  let a = <u64>high >> 32;
  let b = <u64>high & 0xffffffff;
  let c = low >> 32;
  let d = low & 0xffffffff;
  while (written <= scale || (a | b | c | d) != 0) {
    const restA = a % 10;
    a /= 10;
    const partB = (restA << 32) | b;
    b = partB / 10;
    const partC = ((partB % 10) << 32) | c;
    c = partC / 10;
    const partD = ((partC % 10) << 32) | d;
    d = partD / 10;
    store<u8>(--p, <u8>(48 + partD % 10));
    written++;
    if (written == scale) store<u8>(--p, 46);
  }
  if (negative) store<u8>(--p, 45);
  const length = out + 48 - p;
  memory.copy(out, p, length);
  return <i32>length;
}

/**
 * Reads `len` bytes as a decimal into `out` (128 bits, unscaled): [+-] digits [. digits]; further digits round half away from
 * zero. Returns 1, or 0 for bad text or more digits than `precision` (at most 38).
 */
export function parse_decimal128(ptr: usize, len: i32, precision: i32, scale: i32, out: usize): i32 {
  if (len <= 0) return 0;
  const end = ptr + <usize>len;
  let p = ptr;
  const sign = load<u8>(p);
  if (sign == 45 || sign == 43) p++;
  store<u64>(out, 0);
  store<u64>(out, 0, 8);
  let digits = 0;
  let fraction = -1;
  let roundUp = false;
  for (; p < end; p++) {
    const digit = <u64>load<u8>(p) - 48;
    if (digit > 9) {
      if (fraction >= 0 || load<u8>(p) != 46) return 0;
      fraction = 0;
      continue;
    }
    digits++;
    if (fraction >= scale) {
      if (fraction == scale) roundUp = digit >= 5;
      fraction = scale + 1;
      continue;
    }
    if (fraction >= 0) fraction++;
    if (!appendDigit(out, digit)) return 0;
  }
  if (digits == 0) return 0;
  for (let i = max(fraction, 0); i < scale; i++) {
    if (!appendDigit(out, 0)) return 0;
  }
  let low = load<u64>(out) + u64(roundUp);
  let high = load<i64>(out, 8) + i64(roundUp && low == 0);
  if (!decimal_fits(low, high, precision)) return 0;
  if (sign == 45) {
    high = ~high + i64(low == 0);
    low = 0 - low;
  }
  store<u64>(out, low);
  store<i64>(out, high, 8);
  return 1;
}

/** Ten times the number at `p` plus a digit; false where that is 10^38 or more. */
function appendDigit(p: usize, digit: u64): bool {
  const low = load<u64>(p);
  const high = load<u64>(p, 8);
  if (!decimal_fits(low, <i64>high, 37)) return false;
  const carry = ((low >> 32) * 10 + (((low & 0xffffffff) * 10) >> 32)) >> 32;
  const tenfold = low * 10;
  store<u64>(p, tenfold + digit);
  store<u64>(p, high * 10 + carry + u64(tenfold + digit < tenfold), 8);
  return true;
}
