// Dates and times in a given format: %Y %y %m %d %e %j %b %B %H %I %M %S %f %.f %p %z %F %T %D %R %%; any other byte stands for
// itself. Numbers may be shorter than their full width.
import { viewBytes } from "../bytes/compare";
import { daysFromCivil, daysInMonth } from "../number/calendar";

/** Three letters a month, in lower case. */
const MONTHS: usize = memory.data<u8>([
  106, 97, 110, 102, 101, 98, 109, 97, 114, 97, 112, 114, 109, 97, 121, 106, 117, 110, 106, 117, 108, 97, 117, 103, 115,
  101, 112, 111, 99, 116, 110, 111, 118, 100, 101, 99,
]);
/** Letters of each month's full name. */
const MONTH_LENGTHS: usize = memory.data<u8>([7, 8, 5, 5, 3, 4, 4, 6, 9, 7, 8, 8]);

/** The fields read so far, at the `out` address of strptime: i32 each. Absent is MISSING. */
const YEAR: usize = 0;
const MONTH: usize = 4;
const DAY: usize = 8;
const DAY_OF_YEAR: usize = 12;
const HOUR: usize = 16;
const MINUTE: usize = 20;
const SECOND: usize = 24;
const MICROSECOND: usize = 28;
const OFFSET: usize = 32;
/** 0 none, 1 AM, 2 PM. */
const HALF: usize = 36;
const MISSING: i32 = i32.MIN_VALUE;

/** Reads up to `width` digits into a field; returns the address behind them, or 0 for none. */
function digits(p: usize, end: usize, width: i32, field: usize): usize {
  let value = 0;
  let count = 0;
  for (; count < width && p < end; count++, p++) {
    const digit = <u32>load<u8>(p) - 48;
    if (digit > 9) break;
    value = value * 10 + <i32>digit;
  }
  if (count == 0) return 0;
  store<i32>(field, value);
  return p;
}

function fraction(p: usize, end: usize, field: usize): usize {
  let value = 0;
  let unit = 100000;
  const start = p;
  for (; p < end; p++) {
    const digit = <u32>load<u8>(p) - 48;
    if (digit > 9) break;
    value += <i32>digit * unit;
    unit /= 10;
  }
  if (p == start) return 0;
  store<i32>(field, value);
  return p;
}

function monthName(p: usize, end: usize, field: usize): usize {
  if (end - p < 3) return 0;
  for (let month = 0; month < 12; month++) {
    let same = true;
    for (let i: usize = 0; i < 3; i++) {
      if ((load<u8>(p + i) | 32) != load<u8>(MONTHS + <usize>month * 3 + i)) same = false;
    }
    if (!same) continue;
    store<i32>(field, month + 1);
    // The rest of the full name, if it stands there.
    const whole = <usize>load<u8>(MONTH_LENGTHS + <usize>month);
    let letters: usize = 3;
    while (p + letters < end && (<u32>load<u8>(p + letters) | 32) - 97 < 26) letters++;
    return p + (letters == whole ? whole : 3);
  }
  return 0;
}

function half(p: usize, end: usize, out: usize): usize {
  if (end - p < 2 || (load<u8>(p, 1) | 32) != 109) return 0;
  const letter = load<u8>(p) | 32;
  if (letter != 97 && letter != 112) return 0;
  store<i32>(out + HALF, letter == 97 ? 1 : 2);
  return p + 2;
}

function zone(p: usize, end: usize, out: usize): usize {
  if (p >= end) return 0;
  const sign = load<u8>(p);
  if (sign == 90) {
    store<i32>(out + OFFSET, 0);
    return p + 1;
  }
  if (sign != 43 && sign != 45) return 0;
  let next = digits(p + 1, end, 2, out + OFFSET);
  if (next != p + 3) return 0;
  const hours = load<i32>(out + OFFSET);
  if (next < end && load<u8>(next) == 58) next++;
  next = digits(next, end, 2, out + OFFSET);
  if (next == 0) return 0;
  const minutes = hours * 60 + load<i32>(out + OFFSET);
  store<i32>(out + OFFSET, sign == 45 ? -minutes : minutes);
  return next;
}

/** Reads what one directive asks for; returns the address behind it, or 0. */
function directive(letter: u8, p: usize, end: usize, out: usize): usize {
  switch (letter) {
    case 89: // Y
      return digits(p, end, 4, out + YEAR);
    case 121: { // y
      const next = digits(p, end, 2, out + YEAR);
      if (next != 0) store<i32>(out + YEAR, load<i32>(out + YEAR) + (load<i32>(out + YEAR) < 69 ? 2000 : 1900));
      return next;
    }
    case 109: // m
      return digits(p, end, 2, out + MONTH);
    case 100: // d
      return digits(p, end, 2, out + DAY);
    case 101: // e, padded with a space
      return digits(p < end && load<u8>(p) == 32 ? p + 1 : p, end, 2, out + DAY);
    case 106: // j
      return digits(p, end, 3, out + DAY_OF_YEAR);
    case 98: // b
    case 66: // B
      return monthName(p, end, out + MONTH);
    case 72: // H
    case 73: // I
      return digits(p, end, 2, out + HOUR);
    case 77: // M
      return digits(p, end, 2, out + MINUTE);
    case 83: // S
      return digits(p, end, 2, out + SECOND);
    case 102: // f
      return fraction(p, end, out + MICROSECOND);
    case 112: // p
      return half(p, end, out);
    case 122: // z
      return zone(p, end, out);
    default:
      return 0;
  }
}

function literal(byte: u8, p: usize, end: usize): usize {
  return p < end && load<u8>(p) == byte ? p + 1 : 0;
}

/** %F is %Y-%m-%d, %T %H:%M:%S, %R %H:%M, %D %m/%d/%y: three directives (or two) and the byte between them; 0 for another letter. */
function expansion(letter: u8): u32 {
  if (letter == 70) return 89 | (109 << 8) | (100 << 16) | (45 << 24);
  if (letter == 84) return 72 | (77 << 8) | (83 << 16) | (58 << 24);
  if (letter == 82) return 72 | (77 << 8) | (58 << 24);
  if (letter == 68) return 109 | (100 << 8) | (121 << 16) | (47 << 24);
  return 0;
}

function expanded(parts: u32, start: usize, end: usize, out: usize): usize {
  let p = directive(<u8>parts, start, end, out);
  if (p != 0) p = literal(<u8>(parts >> 24), p, end);
  if (p != 0) p = directive(<u8>(parts >> 8), p, end, out);
  if (p == 0 || <u8>(parts >> 16) == 0) return p;
  p = literal(<u8>(parts >> 24), p, end);
  return p == 0 ? 0 : directive(<u8>(parts >> 16), p, end, out);
}

/** The value of the fields in microseconds since 1970, written to `out`; 1, or 0 where they are no date. */
function assemble(out: usize): i32 {
  const year = load<i32>(out, YEAR);
  const dayOfYear = load<i32>(out, DAY_OF_YEAR);
  if (year == MISSING) return 0;
  let days: i32;
  if (dayOfYear != MISSING) {
    if (dayOfYear < 1 || dayOfYear > 337 + daysInMonth(year, 2)) return 0;
    days = daysFromCivil(year, 1, 1) + dayOfYear - 1;
  } else {
    const month = load<i32>(out, MONTH);
    const day = load<i32>(out, DAY);
    if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return 0;
    days = daysFromCivil(year, month, day);
  }
  let hour = load<i32>(out, HOUR);
  const part = load<i32>(out, HALF);
  if (part != 0) {
    if (hour < 1 || hour > 12) return 0;
    hour = (hour % 12) + (part == 2 ? 12 : 0);
  }
  const minute = load<i32>(out, MINUTE) - load<i32>(out, OFFSET);
  if (hour > 23 || load<i32>(out, MINUTE) > 59 || load<i32>(out, SECOND) > 59) return 0;
  const seconds = <i64>days * 86400 + <i64>hour * 3600 + <i64>minute * 60 + <i64>load<i32>(out, SECOND);
  store<i64>(out, seconds * 1000000 + <i64>load<i32>(out, MICROSECOND));
  return 1;
}

/**
 * Reads the whole of `text` in `format` into `out` (i64, microseconds since 1970-01-01T00:00:00; 40 bytes of room). A time that
 * the format leaves out is midnight; with %z the value is in UTC. Returns 1, or 0 for text of another form.
 */
export function string_strptime(text: usize, format: usize, out: usize): i32 {
  let p = viewBytes(text, 0);
  const end = p + <usize>load<u32>(text);
  let at = viewBytes(format, 0);
  const atEnd = at + <usize>load<u32>(format);
  memory.fill(out, 0, 40);
  store<i32>(out, MISSING, YEAR);
  store<i32>(out, MISSING, MONTH);
  store<i32>(out, MISSING, DAY);
  store<i32>(out, MISSING, DAY_OF_YEAR);
  for (; at < atEnd; at++) {
    let byte = load<u8>(at);
    if (byte != 37 || at + 1 >= atEnd) {
      p = literal(byte, p, end);
    } else {
      byte = load<u8>(++at);
      const parts = expansion(byte);
      if (byte == 37) p = literal(37, p, end);
      else if (byte == 46 && at + 1 < atEnd) {
        // %.f: a point and digits, or nothing at all.
        at++;
        if (p < end && load<u8>(p) == 46) p = fraction(p + 1, end, out + MICROSECOND);
      } else p = parts != 0 ? expanded(parts, p, end, out) : directive(byte, p, end, out);
    }
    if (p == 0) return 0;
  }
  return p == end ? assemble(out) : 0;
}
