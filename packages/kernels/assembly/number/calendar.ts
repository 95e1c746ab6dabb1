// Days since 1970-01-01 in the proleptic Gregorian calendar, after Hinnant, "chrono-compatible low-level date algorithms".

/** The day number of a date; month 1 to 12, day 1 to 31. */
@inline
export function daysFromCivil(year: i32, month: i32, day: i32): i32 {
  const y = year - i32(month <= 2);
  const era = (y >= 0 ? y : y - 399) / 400;
  const yearOfEra = y - era * 400;
  const monthFromMarch = month > 2 ? month - 3 : month + 9;
  const dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1;
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** Days of a month, leap years included. */
@inline
export function daysInMonth(year: i32, month: i32): i32 {
  if (month == 2) return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  // April, June, September and November have 30 days.
  return 30 + ((month + (month >> 3)) & 1);
}
