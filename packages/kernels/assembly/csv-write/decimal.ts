import { productError } from "../number/exact-product";
import { digitCount, format_u64, writeDigits } from "../number/format-integer";

/** Puts a point before the last `scale` of `count` digits at `out`, with zeros in front where there are too few; the new length. */
function placePoint(out: usize, count: i32, scale: i32): i32 {
  if (scale == 0) return count;
  if (count <= scale) {
    const zeros = scale - count + 1;
    memory.copy(out + zeros, out, count);
    memory.fill(out, 48, zeros);
    count += zeros;
  }
  memory.copy(out + (count - scale) + 1, out + (count - scale), scale);
  store<u8>(out + (count - scale), 46);
  return count + 1;
}

/** Writes an unscaled decimal; 24 bytes of room for up to 18 digits. Returns the length. */
export function writeDecimal64(value: i64, scale: i32, out: usize): i32 {
  let p = out;
  if (value < 0) store<u8>(p++, 45);
  const magnitude = value < 0 ? 0 - <u64>value : <u64>value;
  return <i32>(p - out) + placePoint(p, format_u64(magnitude, p), scale);
}

/** Writes an unscaled decimal of 128 bits, low word first at `value`; 48 bytes of room. Returns the length. */
export function writeDecimal128(value: usize, scale: i32, out: usize): i32 {
  let low = load<u64>(value);
  let high = load<u64>(value, 8);
  let p = out;
  if (<i64>high < 0) {
    store<u8>(p++, 45);
    high = ~high + u64(low == 0);
    low = 0 - low;
  }
  // Division by 10^9, word by word of 32 bits, yields nine digits at a time from the right.
  let end = p + 45;
  while (high != 0) {
    let rest = (high >> 32) % 1000000000;
    const q3 = (high >> 32) / 1000000000;
    let part = (rest << 32) | (high & 0xffffffff);
    const q2 = part / 1000000000;
    rest = part % 1000000000;
    part = (rest << 32) | (low >> 32);
    const q1 = part / 1000000000;
    rest = part % 1000000000;
    part = (rest << 32) | (low & 0xffffffff);
    const q0 = part / 1000000000;
    end -= 9;
    writeDigits(part % 1000000000, 9, end);
    high = (q3 << 32) | q2;
    low = (q1 << 32) | q0;
  }
  const count = digitCount(low);
  end -= count;
  writeDigits(low, count, end);
  const digits = <i32>(p + 45 - end);
  memory.copy(p, end, digits);
  return <i32>(p - out) + placePoint(p, digits, scale);
}

/** Writes a finite float with exactly `digits` (0 to 15) fraction digits, half to even on its exact value; 0 where it is too large. */
export function writeFixed(value: f64, digits: i32, out: usize): i32 {
  const magnitude = abs<f64>(value);
  if (!(magnitude < 9007199254740992)) return 0;
  let whole = <u64>magnitude;
  const fraction = magnitude - <f64>whole;
  let scale: u64 = 1;
  for (let i = 0; i < digits; i++) scale *= 10;
  const factor = <f64>scale;
  const scaled = fraction * factor;
  let rounded = <u64>scaled;
  const beyond = scaled - <f64>rounded;
  if (beyond > 0.5) rounded++;
  else if (beyond == 0.5) {
    // The product may have been rounded onto the tie; its error tells on which side the exact value lies.
    const error = productError(fraction, factor, scaled);
    const last = digits == 0 ? whole : rounded;
    if (error > 0 || (error == 0 && (last & 1) != 0)) rounded++;
  }
  if (rounded >= scale) {
    rounded -= scale;
    whole++;
  }
  let p = out;
  if (value < 0 && (whole | rounded) != 0) store<u8>(p++, 45);
  p += format_u64(whole, p);
  if (digits > 0) {
    store<u8>(p++, 46);
    writeDigits(rounded, digits, p);
    p += digits;
  }
  return <i32>(p - out);
}
