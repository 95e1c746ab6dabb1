// The shortest decimal text that reads back as the same float: Giulietti, "The Schubfach way to render doubles" (2021).
//
// The text is that of Polars' CSV: a point and a digit always stand in it unless there is an exponent ("1.0", "0.25",
// "1e20", "1.5e-7"); no plus sign in the exponent; "NaN", "inf", "-inf".
import { DIGIT_PAIRS, digitCount, writeDigits } from "./format-integer";
import { POWER_MIN, POWERS_OF_FIVE } from "./power-table";
import { mulHigh } from "./wide-multiply";

/** The product of the upper words of a 128-bit power and a scaled significand, its lost bits folded into the last bit. */
@inline
function roundToOdd(high: u64, low: u64, scaled: u64): u64 {
  const carried = mulHigh(low, scaled);
  const fraction = high * scaled + carried;
  const whole = mulHigh(high, scaled) + u64(fraction < carried);
  return whole | u64(fraction > 1);
}

/**
 * The shortest decimal of significand * 2^exponent within its rounding interval. The decimal exponent goes to `out` (i32),
 * the digits are returned.
 */
@inline
function shortest(significand: u64, exponent: i32, lowerIsCloser: bool, out: usize): u64 {
  const k = (exponent * 1262611 - (lowerIsCloser ? 524031 : 0)) >> 22;
  const shift = <u64>(exponent + ((-k * 1741647) >> 19) + 1);
  const entry = POWERS_OF_FIVE + (<usize>(-k - POWER_MIN) << 4);
  // The table truncates where a power is not exact; Schubfach wants it rounded up.
  const low = load<u64>(entry, 8) + u64(-k > 55 || -k < -27);
  const high = load<u64>(entry) + u64(low == 0 && load<u64>(entry, 8) != 0);
  const odd = significand & 1;
  const lower = roundToOdd(high, low, (4 * significand - 2 + u64(lowerIsCloser)) << shift) + odd;
  const value = roundToOdd(high, low, (4 * significand) << shift);
  const upper = roundToOdd(high, low, (4 * significand + 2) << shift) - odd;
  const s = value >> 2;
  if (s >= 10) {
    const shorter = s / 10;
    const downInside = lower <= 40 * shorter;
    const upInside = 40 * shorter + 40 <= upper;
    if (downInside != upInside) {
      store<i32>(out, k + 1);
      return shorter + u64(upInside);
    }
  }
  store<i32>(out, k);
  const downInside = lower <= 4 * s;
  const upInside = 4 * s + 4 <= upper;
  if (downInside != upInside) return s + u64(upInside);
  const middle = 4 * s + 2;
  return s + u64(value > middle || (value == middle && (s & 1) != 0));
}

/** Writes digits * 10^exponent; texts of up to `plainDigits` places before the point, or with `maxZeros` zeros after it, have no exponent. */
@inline
function writeDecimal(digits: u64, exponent: i32, plainDigits: i32, maxZeros: i32, out: usize): i32 {
  const count = digitCount(digits);
  const point = count + exponent;
  if (exponent >= 0 && point <= plainDigits) {
    writeDigits(digits, count, out);
    for (let i = count; i < point; i++) store<u8>(out + i, 48);
    store<u16>(out + point, 0x302e);
    return point + 2;
  }
  if (point > 0 && point <= plainDigits) {
    writeDigits(digits, count, out + 1);
    for (let i = 0; i < point; i++) store<u8>(out + i, load<u8>(out + i + 1));
    store<u8>(out + point, 46);
    return count + 1;
  }
  if (point > -maxZeros && point <= 0) {
    store<u16>(out, 0x2e30);
    for (let i = 0; i < -point; i++) store<u8>(out + 2 + i, 48);
    writeDigits(digits, count, out + 2 - point);
    return 2 - point + count;
  }
  let p = out + 1;
  writeDigits(digits, count, p);
  store<u8>(out, load<u8>(p));
  if (count > 1) {
    store<u8>(p, 46);
    p += count;
  }
  store<u8>(p++, 101);
  let power = point - 1;
  if (power < 0) {
    store<u8>(p++, 45);
    power = -power;
  }
  const powerDigits = digitCount(power);
  writeDigits(power, powerDigits, p);
  return <i32>(p - out) + powerDigits;
}

/** Digits without their trailing zeros; the exponent at `out` grows with each one dropped. */
@inline
function trimZeros(digits: u64, out: usize): u64 {
  let exponent = load<i32>(out);
  while (digits >= 10 && digits % 10 == 0) {
    digits /= 10;
    exponent++;
  }
  store<i32>(out, exponent);
  return digits;
}

@inline
function writeSpecial(isNaN: bool, negative: bool, out: usize): i32 {
  if (isNaN) {
    store<u16>(out, 0x614e);
    store<u8>(out, 78, 2);
    return 3;
  }
  if (negative) store<u8>(out++, 45);
  store<u16>(out, 0x6e69);
  store<u8>(out, 102, 2);
  return 3 + i32(negative);
}

/** Writes significand · 2^exponent of a float with `precision` bits as its shortest text; returns its length. */
@inline
function writeFinite(
  negative: bool,
  significand: u64,
  exponent: i32,
  precision: i32,
  lowerIsCloser: bool,
  plainDigits: i32,
  maxZeros: i32,
  out: usize,
): i32 {
  let p = out;
  if (negative) store<u8>(p++, 45);
  if (significand == 0) {
    store<u16>(p, 0x2e30);
    store<u8>(p, 48, 2);
    return <i32>(p - out) + 3;
  }
  let digits: u64;
  if (exponent <= 0 && exponent > -precision && (significand & ((<u64>1 << <u64>-exponent) - 1)) == 0) {
    digits = significand >> <u64>-exponent;
    store<i32>(p, 0);
  } else {
    digits = shortest(significand, exponent, lowerIsCloser, p);
  }
  digits = trimZeros(digits, p);
  return <i32>(p - out) + writeDecimal(digits, load<i32>(p), plainDigits, maxZeros, p);
}

/** The bounds of numbers that may be written as millionths: no exponent, 15 digits at most. */
const LEAST_MILLIONTHS: f64 = 0.001;
const MOST_MILLIONTHS: f64 = 1e9;

/**
 * Writes a positive float that is the nearest to a number of millionths, 15 digits at most: no other text of so few digits
 * reads back as it, so that is the shortest. Returns 0, and nothing is written, for all others.
 */
@inline
function writeMillionths(value: f64, out: usize): i32 {
  if (!(value >= LEAST_MILLIONTHS && value < MOST_MILLIONTHS)) return 0;
  const rounded = nearest<f64>(value * 1e6);
  // Both are exact, so the quotient is the float nearest to the decimal.
  if (rounded / 1e6 != value) return 0;
  const millionths = <u64>rounded;
  const whole = <u32>(millionths / 1000000);
  const fraction = <u32>(millionths - <u64>whole * 1000000);
  const count = digitCount(whole);
  writeDigits(whole, count, out);
  const p = out + <usize>count;
  store<u8>(p, 46);
  const high = fraction / 10000;
  const low = fraction - high * 10000;
  const middle = low / 100;
  store<u16>(p, load<u16>(DIGIT_PAIRS + (<usize>high << 1)), 1);
  store<u16>(p, load<u16>(DIGIT_PAIRS + (<usize>middle << 1)), 3);
  store<u16>(p, load<u16>(DIGIT_PAIRS + (<usize>(low - middle * 100) << 1)), 5);
  // Without the zeros at the end, but one digit.
  const digits = (load<u64>(p, 1) ^ 0x303030303030) & 0xffffffffffff;
  return count + 1 + max(1, <i32>((71 - clz(digits)) >> 3));
}

/** Writes a float64 as its shortest text at `out` (26 bytes of room); returns its length. */
export function format_f64(value: f64, out: usize): i32 {
  const bits = reinterpret<u64>(value);
  const negative = <i64>bits < 0;
  const field = <i32>(bits >> 52) & 0x7ff;
  const fraction = bits & 0xfffffffffffff;
  if (negative) store<u8>(out, 45);
  const short = writeMillionths(Math.abs(value), out + <usize>negative);
  if (short != 0) return short + i32(negative);
  if (field == 0x7ff) return writeSpecial(fraction != 0, negative, out);
  const significand = field == 0 ? fraction : fraction | 0x10000000000000;
  const exponent = field == 0 ? -1074 : field - 1075;
  return writeFinite(negative, significand, exponent, 53, fraction == 0 && field > 1, 16, 5, out);
}

/** Writes a float32 as its shortest text at `out` (26 bytes of room); returns its length. */
export function format_f32(value: f32, out: usize): i32 {
  const bits = reinterpret<u32>(value);
  const negative = <i32>bits < 0;
  const field = <i32>(bits >> 23) & 0xff;
  const fraction = <u64>(bits & 0x7fffff);
  if (field == 0xff) return writeSpecial(fraction != 0, negative, out);
  const significand = field == 0 ? fraction : fraction | 0x800000;
  const exponent = field == 0 ? -149 : field - 150;
  return writeFinite(negative, significand, exponent, 24, fraction == 0 && field > 1, 13, 6, out);
}
