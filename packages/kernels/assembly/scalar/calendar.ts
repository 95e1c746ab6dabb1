// Parts of dates in the proleptic Gregorian calendar, after Hinnant, "chrono-compatible low-level date algorithms".
// Years begin in March inside of the algorithms, so that the leap day is the last of the year.
import { daysFromCivil } from "../number/calendar";

/** The day of the era of 400 years, 0 to 146,096. */
@inline
function dayOfEra(shifted: i64, era: i64): i32 {
  return <i32>(shifted - era * 146097);
}

@inline
function eraOf(shifted: i64): i64 {
  return (shifted >= 0 ? shifted : shifted - 146096) / 146097;
}

@inline
function yearOfEra(day: i32): i32 {
  return (day - day / 1460 + day / 36524 - day / 146096) / 365;
}

/** The calendar year of a day number. */
export function date_year(days: i32): i32 {
  const shifted = <i64>days + 719468;
  const era = eraOf(shifted);
  const day = dayOfEra(shifted, era);
  const year = yearOfEra(day);
  const dayOfYear = day - (365 * year + year / 4 - year / 100);
  return <i32>(era * 400) + year + i32(dayOfYear >= 306);
}

/** The day of the year that begins in March, 0 to 365. */
@inline
function dayFromMarch(days: i32): i32 {
  const shifted = <i64>days + 719468;
  const day = dayOfEra(shifted, eraOf(shifted));
  const year = yearOfEra(day);
  return day - (365 * year + year / 4 - year / 100);
}

/** The month, 1 to 12. */
export function date_month(days: i32): i32 {
  const month = (5 * dayFromMarch(days) + 2) / 153;
  return month < 10 ? month + 3 : month - 9;
}

/** The day of the month, 1 to 31. */
export function date_day(days: i32): i32 {
  const dayOfYear = dayFromMarch(days);
  const month = (5 * dayOfYear + 2) / 153;
  return dayOfYear - (153 * month + 2) / 5 + 1;
}

/** The first day of the period that a day lies in; `unit`: 0 day, 1 month, 2 year, 3 quarter, 4 week (from Monday). */
export function date_truncate(days: i32, unit: i32): i32 {
  if (unit == 1) return days - date_day(days) + 1;
  if (unit == 2) return daysFromCivil(date_year(days), 1, 1);
  if (unit == 3) return daysFromCivil(date_year(days), date_month(days) - ((date_month(days) - 1) % 3), 1);
  if (unit == 4) {
    // 1970-01-01 was a Thursday.
    const weekday = (days + 3) % 7;
    return days - (weekday < 0 ? weekday + 7 : weekday);
  }
  return days;
}
