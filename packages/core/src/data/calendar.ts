import { InvalidArgumentError } from "../errors/user-errors.ts";

const MS_A_DAY = 86_400_000;
const US_A_MS = 1000n;

/** The day that holds a moment, in days since 1970-01-01 UTC. */
export function dayOf(moment: globalThis.Date): number {
  return Math.floor(moment.getTime() / MS_A_DAY);
}

/** Midnight UTC of a day. */
export function dateOfDay(day: number): globalThis.Date {
  return new globalThis.Date(day * MS_A_DAY);
}

/** Microseconds since 1970-01-01T00:00:00Z. */
export function microsecondsOf(moment: globalThis.Date): bigint {
  return BigInt(moment.getTime()) * US_A_MS;
}

/** The moment, rounded down to the milliseconds that a JavaScript Date keeps. */
export function dateOfMicroseconds(us: bigint): globalThis.Date {
  const ms = us / US_A_MS;
  return new globalThis.Date(Number(us < 0n && us % US_A_MS !== 0n ? ms - 1n : ms));
}

const isoPattern =
  /^([+-]?\d{4,6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * Microseconds since 1970-01-01 of an ISO 8601 date or date and time; an offset is applied. Digits beyond microseconds are
 * cut off. Undefined where the text is none, or names a day or time that does not exist.
 */
export function parseIsoMicroseconds(text: string): bigint | undefined {
  const match = isoPattern.exec(text.trim());
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const ms = utcMilliseconds(year, month, day, hour, minute, second);
  if (ms === undefined) return undefined;
  const fraction = BigInt((match[7] ?? "").padEnd(6, "0").slice(0, 6));
  return (BigInt(ms) - BigInt(offsetMinutes(match[8])) * 60_000n) * US_A_MS + fraction;
}

function offsetMinutes(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const digits = zone.replace(":", "");
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  return digits.startsWith("-") ? -minutes : minutes;
}

/** Milliseconds since 1970-01-01 of a date and time in UTC, months from 1; undefined where there is no such time. */
export function utcMilliseconds(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
): number | undefined {
  const date = new globalThis.Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const exact =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  return exact ? date.getTime() : undefined;
}

/** The day as `YYYY-MM-DD`. */
export function dayText(day: number): string {
  return isoText(dateOfDay(day)).slice(0, -14);
}

/** The moment as `YYYY-MM-DD HH:MM:SS`, with three or six digits of the second where they are not zero. */
export function microsecondsText(us: bigint): string {
  const moment = dateOfMicroseconds(us);
  const text = isoText(moment);
  const fraction = Number(((us % 1_000_000n) + 1_000_000n) % 1_000_000n);
  const base = `${text.slice(0, -14)} ${text.slice(-13, -5)}`;
  if (fraction === 0) return base;
  const digits = fraction.toString().padStart(6, "0");
  return `${base}.${digits.endsWith("000") ? digits.slice(0, 3) : digits}`;
}

function isoText(moment: globalThis.Date): string {
  if (Number.isNaN(moment.getTime())) throw new InvalidArgumentError("The date lies outside of what a Date can hold");
  return moment.toISOString();
}
