import type { Plan } from "./columns.ts";
import { uniform } from "./random.ts";

const US_PER_DAY = 86_400_000_000;
const SECOND = 1_000_000;

/** Microseconds since 1970 of the first instant of a year. */
export function yearStartUs(year: number): number {
  return Date.UTC(year, 0, 1) * 1000;
}

/** Days since 1970 of the first day of a year. */
export function yearStartDay(year: number): number {
  return yearStartUs(year) / US_PER_DAY;
}

/** The years that time-ordered tables cover. */
export const FIRST_YEAR = 2021;
export const END_YEAR = 2025;

/** The instant of a row of a table ordered by time from FIRST_YEAR to END_YEAR, to the second; ascending with the row. */
export function ascendingUs(row: number, key: number, plan: Plan): number {
  const start = yearStartUs(FIRST_YEAR);
  const step = (yearStartUs(END_YEAR) - start) / plan.rows;
  return Math.floor((start + (row + uniform(key, row)) * step) / SECOND) * SECOND;
}

/** The first row whose instant lies in `year` or later, of a table whose `row`s have the instants of `at`. */
export function firstRowOf(rows: number, year: number, at: (row: number) => number): number {
  const start = yearStartUs(year);
  let low = 0;
  let high = rows;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(middle) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
