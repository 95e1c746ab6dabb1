// Dates and times of ISO 8601: YYYY-MM-DD; then 'T' or a space and HH:MM[:SS[.fraction]]; then 'Z' or an offset +HH[[:]MM].
import { daysFromCivil, daysInMonth } from "./calendar";

/** The value of two digits, or 255 and more when one is none. */
@inline
function twoDigits(p: usize): i32 {
  const tens = <u32>load<u8>(p) - 48;
  const ones = <u32>load<u8>(p, 1) - 48;
  return tens > 9 || ones > 9 ? 255 : <i32>(tens * 10 + ones);
}

/** The day number of the ten bytes YYYY-MM-DD, or i32.MIN_VALUE. */
@inline
function dateAt(p: usize): i32 {
  if (load<u8>(p, 4) != 45 || load<u8>(p, 7) != 45) return i32.MIN_VALUE;
  const century = twoDigits(p);
  const yearOfCentury = twoDigits(p + 2);
  const month = twoDigits(p + 5);
  const day = twoDigits(p + 8);
  if (century > 99 || yearOfCentury > 99 || month < 1 || month > 12 || day < 1) return i32.MIN_VALUE;
  const year = century * 100 + yearOfCentury;
  return day > daysInMonth(year, month) ? i32.MIN_VALUE : daysFromCivil(year, month, day);
}

/** Reads `len` bytes as YYYY-MM-DD into `out` (i32, days since 1970-01-01). Returns 1, or 0 for bad text. */
export function parse_date(ptr: usize, len: i32, out: usize): i32 {
  if (len != 10) return 0;
  const days = dateAt(ptr);
  if (days == i32.MIN_VALUE) return 0;
  store<i32>(out, days);
  return 1;
}

/**
 * Reads `len` bytes as a date with or without a time into `out` (i64, microseconds since 1970-01-01T00:00:00). With an
 * offset the value is in UTC. Digits beyond microseconds are cut off. Returns 1, or 0 for bad text.
 */
export function parse_datetime_us(ptr: usize, len: i32, out: usize): i32 {
  if (len < 10) return 0;
  const days = dateAt(ptr);
  if (days == i32.MIN_VALUE) return 0;
  let us = <i64>days * 86400000000;
  if (len == 10) {
    store<i64>(out, us);
    return 1;
  }
  const between = load<u8>(ptr, 10);
  if (len < 16 || (between != 84 && between != 32 && between != 116) || load<u8>(ptr, 13) != 58) return 0;
  const hour = twoDigits(ptr + 11);
  const minute = twoDigits(ptr + 14);
  if (hour > 23 || minute > 59) return 0;
  us += (<i64>hour * 60 + minute) * 60000000;
  const end = ptr + <usize>len;
  let p = ptr + 16;
  if (p < end && load<u8>(p) == 58) {
    if (end - p < 3) return 0;
    const second = twoDigits(p + 1);
    if (second > 59) return 0;
    us += <i64>second * 1000000;
    p += 3;
    if (p < end && load<u8>(p) == 46) {
      let unit: i64 = 100000;
      const first = ++p;
      for (; p < end; p++) {
        const digit = <u32>load<u8>(p) - 48;
        if (digit > 9) break;
        us += <i64>digit * unit;
        unit /= 10;
      }
      if (p == first) return 0;
    }
  }
  if (p < end) {
    const offset = offsetMinutes(p, end);
    if (offset == i32.MIN_VALUE) return 0;
    us -= <i64>offset * 60000000;
  }
  store<i64>(out, us);
  return 1;
}

/** The offset from UTC in minutes that fills [p, end), or i32.MIN_VALUE. */
function offsetMinutes(p: usize, end: usize): i32 {
  const sign = load<u8>(p);
  const length = <i32>(end - p);
  if (sign == 90 || sign == 122) return length == 1 ? 0 : i32.MIN_VALUE;
  if ((sign != 43 && sign != 45) || (length != 3 && length != 5 && length != 6)) return i32.MIN_VALUE;
  const hours = twoDigits(p + 1);
  let minutes = 0;
  if (length == 5) minutes = twoDigits(p + 3);
  if (length == 6) {
    if (load<u8>(p, 3) != 58) return i32.MIN_VALUE;
    minutes = twoDigits(p + 4);
  }
  if (hours > 23 || minutes > 59) return i32.MIN_VALUE;
  const offset = hours * 60 + minutes;
  return sign == 45 ? -offset : offset;
}
