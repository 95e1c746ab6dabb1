// Values as text and back, where number/ has no kernel for them.
import { writeDigits } from "../number/format-integer";
import { date_day, date_month, date_year } from "./calendar";

/** Reads `true` or `false` into `out` (i32). Returns 1, or 0 for other text. */
export function parse_boolean(ptr: usize, len: i32, out: usize): i32 {
  const isTrue = len == 4 && load<u32>(ptr) == 0x65757274;
  if (!isTrue && (len != 5 || load<u32>(ptr) != 0x736c6166 || load<u8>(ptr, 4) != 101)) return 0;
  store<i32>(out, i32(isTrue));
  return 1;
}

/** Writes a day as YYYY-MM-DD (years beyond 9999 with more digits, before 0 with a sign) at `out`; returns its length. */
export function format_date(days: i32, out: usize): i32 {
  let p = out;
  let year = date_year(days);
  if (year < 0) {
    store<u8>(p++, 45);
    year = -year;
  }
  const width = year > 9999 ? (year > 99999 ? (year > 999999 ? 7 : 6) : 5) : 4;
  writeDigits(<u64>year, width, p);
  p += <usize>width;
  store<u8>(p, 45);
  writeDigits(<u64>date_month(days), 2, p + 1);
  store<u8>(p, 45, 3);
  writeDigits(<u64>date_day(days), 2, p + 4);
  return <i32>(p + 6 - out);
}

/** Writes microseconds since 1970 as `YYYY-MM-DD HH:MM:SS.ffffff` at `out`; returns its length. */
export function format_datetime_us(us: i64, out: usize): i32 {
  let days = us / 86400000000;
  let rest = us - days * 86400000000;
  if (rest < 0) {
    days--;
    rest += 86400000000;
  }
  const p = out + <usize>format_date(<i32>days, out);
  const seconds = <u32>(rest / 1000000);
  store<u8>(p, 32);
  writeDigits(<u64>(seconds / 3600), 2, p + 1);
  store<u8>(p, 58, 3);
  writeDigits(<u64>((seconds / 60) % 60), 2, p + 4);
  store<u8>(p, 58, 6);
  writeDigits(<u64>(seconds % 60), 2, p + 7);
  store<u8>(p, 46, 9);
  writeDigits(<u64>(rest % 1000000), 6, p + 10);
  return <i32>(p + 16 - out);
}
