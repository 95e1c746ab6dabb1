// What the generated columns hold: each kind names its type, how a value is drawn, and what may be computed with it.

import type { DataType } from "millrace";
import * as m from "millrace";
import type { Random } from "../random.ts";

/** A value as tables hold it: dates are days, datetimes microseconds and decimals unscaled, as bigints. */
export type CellValue = boolean | number | bigint | string;

/** What may be computed with a column without leaving what both engines define alike. */
export interface ValueRange {
  /** Greatest magnitude of integers, decimals (unscaled) and exact floats; null where arithmetic could overflow. */
  readonly bound: bigint | null;
  /** Sums do not depend on the order of rows: integers, decimals, and finite floats that are multiples of 1/8. */
  readonly exact: boolean;
}

/** A kind of generated column. */
export interface ColumnKind extends ValueRange {
  readonly name: string;
  readonly type: DataType;
  readonly draw: (random: Random) => CellValue;
}

const integerTypes: readonly (readonly [type: DataType, bits: number, signed: boolean])[] = [
  [m.Int8, 8, true],
  [m.Int16, 16, true],
  [m.Int32, 32, true],
  [m.Int64, 64, true],
  [m.UInt8, 8, false],
  [m.UInt16, 16, false],
  [m.UInt32, 32, false],
  [m.UInt64, 64, false],
];

function smallInteger(type: DataType, signed: boolean): ColumnKind {
  const draw = (random: Random): bigint => BigInt(random.int(signed ? -10 : 0, 10));
  return { name: `${type.kind}_small`, type, bound: 10n, exact: true, draw };
}

function wideInteger(type: DataType, bits: number, signed: boolean): ColumnKind {
  const fit = (value: bigint): bigint => (signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value));
  const edges = [0n, 1n, -1n, (1n << BigInt(bits - 1)) - 1n, 1n << BigInt(bits - 1), -2n].map(fit);
  const draw = (random: Random): bigint => (random.chance(0.2) ? random.pick(edges) : fit(random.bits(bits)));
  return { name: `${type.kind}_wide`, type, bound: null, exact: false, draw };
}

const specialFloats = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 1.5];

function wildFloat(type: DataType, extremes: readonly number[], fit: (value: number) => number): ColumnKind {
  const values = [...specialFloats, ...extremes];
  const draw = (random: Random): number => fit(random.chance(0.5) ? random.pick(values) : (random.float() - 0.5) * 1e6);
  return { name: `${type.kind}_wild`, type, bound: null, exact: false, draw };
}

const eighths = (random: Random): number => random.int(-8000, 8000) / 8;
/** All digits, of exponents within 30 bits of 1: sums of these round, and depend on the order unless they are computed exactly. */
const spreadFloat = (random: Random): number => (random.float() * 2 - 1) * 2 ** random.int(-30, 30);
const words = ["", "a", "ab", "abc", "Abc", "b", "zebra", "éclair", "日本語", "a b", "%_", "😀x", "exactly12byt"];
const longWord = "a string that is much longer than twelve bytes, with a common prefix ";

function text(random: Random): string {
  if (random.chance(0.7)) return random.pick(words);
  return random.chance(0.9) ? longWord + random.int(0, 12) : "é".repeat(random.int(100, 700));
}

const numberTexts = [
  "0",
  "7",
  "-5",
  "007",
  "127",
  "128",
  "-129",
  "9223372036854775807",
  "9223372036854775808",
  "",
  "12a",
];
const dateTexts = ["1969-12-31", "0001-01-01", "9999-12-31", "2024-02-29", "2023-02-29", "2024-13-01", "", "soon"];
/** Around the ends of views and of planes: UTF-16 orders these differently than UTF-8 does. */
const glyphs = [
  "\u{ffff}",
  "\u{fffd}",
  "\u{10000}",
  "\u{10ffff}",
  "\u{e000}",
  "😀",
  "😀😀😀",
  "😀😀😀a",
  "a😀b",
  "ab\u{301}",
  "\u{7f}",
];
/** Days of the first and last year of four digits, of the epoch, of leap years and centuries. */
const edgeDays = [-719_162, 2_932_896, -1, 0, 59, 11_016, -25_509, 47_540].map(BigInt);
const DAY_US = 86_400_000_000n;

/** Text of whole numbers, and text that is none. */
export const numberText: ColumnKind = {
  name: "number_text",
  type: m.String,
  bound: null,
  exact: true,
  draw: (random) => random.pick(numberTexts),
};

/** Text of dates, and text that is none. */
export const dateText: ColumnKind = {
  name: "date_text",
  type: m.String,
  bound: null,
  exact: true,
  draw: (random) => random.pick(dateTexts),
};

/** All kinds of columns. */
export const columnKinds: readonly ColumnKind[] = [
  { name: "bool", type: m.Boolean, bound: null, exact: true, draw: (random) => random.chance(0.5) },
  ...integerTypes.map(([type, , signed]) => smallInteger(type, signed)),
  ...integerTypes.map(([type, bits, signed]) => wideInteger(type, bits, signed)),
  { name: "f32_plain", type: m.Float32, bound: 1000n, exact: true, draw: eighths },
  { name: "f64_plain", type: m.Float64, bound: 1000n, exact: true, draw: eighths },
  { name: "f64_spread", type: m.Float64, bound: 2n ** 31n, exact: false, draw: spreadFloat },
  wildFloat(m.Float32, [1e-45, 3.4028234663852886e38], Math.fround),
  wildFloat(m.Float64, [5e-324, 1.7976931348623157e308, 1e300, -1e-300], (value) => value),
  decimalKind(9, 2, 99_999),
  decimalKind(15, 2, 9_999_999),
  decimalKind(18, 6, 2 ** 40),
  { name: "date", type: m.Date, bound: null, exact: true, draw: (random) => BigInt(random.int(-800, 20_000)) },
  {
    name: "datetime",
    type: m.Datetime,
    bound: null,
    exact: true,
    draw: (random) => BigInt(random.int(-1_000_000, 1_700_000_000)) * 1_000_000n + BigInt(random.pick([0, 1, 999_999])),
  },
  { name: "text", type: m.String, bound: null, exact: true, draw: text },
  { name: "word", type: m.String, bound: null, exact: true, draw: (random) => random.pick(words) },
  decimalLimits(18, 0),
  decimalLimits(18, 18),
  decimalLimits(4, 1),
  { name: "date_edge", type: m.Date, bound: null, exact: true, draw: (random) => random.pick(edgeDays) },
  {
    name: "datetime_edge",
    type: m.Datetime,
    bound: null,
    exact: true,
    draw: (random) => random.pick(edgeDays) * DAY_US + random.pick([0n, 1n, 43_200_000_000n, DAY_US - 1n]),
  },
  { name: "glyph", type: m.String, bound: null, exact: true, draw: (random) => random.pick(glyphs) },
  numberText,
  dateText,
];

function decimalKind(precision: number, scale: number, bound: number): ColumnKind {
  const draw = (random: Random): bigint => BigInt(random.int(-bound, bound));
  const type = m.Decimal(precision, scale);
  return { name: `decimal_${precision}_${scale}`, type, bound: BigInt(bound), exact: true, draw };
}

/** Decimals at the ends of what their digits hold. */
function decimalLimits(precision: number, scale: number): ColumnKind {
  const greatest = 10n ** BigInt(precision) - 1n;
  const edges = [greatest, -greatest, greatest - 1n, 0n, 1n, -1n, 10n ** BigInt(precision - 1)];
  const draw = (random: Random): bigint =>
    random.chance(0.5) ? random.pick(edges) : BigInt.asIntN(64, random.bits(64)) % (greatest + 1n);
  return {
    name: `decimal_${precision}_${scale}_limit`,
    type: m.Decimal(precision, scale),
    bound: null,
    exact: true,
    draw,
  };
}
