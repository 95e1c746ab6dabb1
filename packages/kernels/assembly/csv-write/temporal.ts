import { writeDigits } from "../number/format-integer";

const US_PER_SECOND: i64 = 1000000;
const US_PER_DAY: i64 = 86400 * US_PER_SECOND;

/** Writes days since 1970-01-01 as YYYY-MM-DD; years outside 0 to 9999 carry a sign. 13 bytes of room. Returns the length. */
export function writeDate(days: i64, out: usize): i32 {
  // Hinnant, "chrono-compatible low-level date algorithms": eras of 400 years that begin on 1 March.
  const z = days + 719468;
  const era = (z >= 0 ? z : z - 146096) / 146097;
  const dayOfEra = z - era * 146097;
  const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const shifted = (5 * dayOfYear + 2) / 153;
  const day = dayOfYear - (153 * shifted + 2) / 5 + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  let year = yearOfEra + era * 400 + i64(month <= 2);
  let p = out;
  if (year < 0) {
    store<u8>(p++, 45);
    year = -year;
  } else if (year > 9999) store<u8>(p++, 43);
  let digits: i32 = 4;
  for (let limit: i64 = 10000; year >= limit; limit *= 10) digits++;
  writeDigits(<u64>year, digits, p);
  p += digits;
  store<u8>(p, 45);
  writeDigits(<u64>month, 2, p + 1);
  store<u8>(p, 45, 3);
  writeDigits(<u64>day, 2, p + 4);
  return <i32>(p - out) + 6;
}

/** Writes microseconds since 1970 as YYYY-MM-DDThh:mm:ss, six fraction digits only where they are not zero. 36 bytes of room. */
export function writeDatetime(us: i64, isUtc: bool, out: usize): i32 {
  let days = us / US_PER_DAY;
  let rest = us % US_PER_DAY;
  if (rest < 0) {
    rest += US_PER_DAY;
    days--;
  }
  let p = out + writeDate(days, out);
  const seconds = rest / US_PER_SECOND;
  const fraction = rest % US_PER_SECOND;
  store<u8>(p, 84);
  writeDigits(<u64>(seconds / 3600), 2, p + 1);
  store<u8>(p, 58, 3);
  writeDigits(<u64>((seconds / 60) % 60), 2, p + 4);
  store<u8>(p, 58, 6);
  writeDigits(<u64>(seconds % 60), 2, p + 7);
  p += 9;
  if (fraction != 0) {
    store<u8>(p, 46);
    writeDigits(<u64>fraction, 6, p + 1);
    p += 7;
  }
  if (isUtc) store<u8>(p++, 90);
  return <i32>(p - out);
}
