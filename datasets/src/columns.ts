import type { ColumnData, DataType } from "@millrace/core";
import { Date as DateType, Datetime, Float64, Int64, String as Text } from "@millrace/core";
import { mix, streamKey, uniform } from "./random.ts";

/** What a table is made for: the values of a row depend on these and on the row's number, and on nothing before it. */
export interface Plan {
  readonly seed: number;
  /** Rows of the table. */
  readonly rows: number;
  /** Distinct patients of the clinical tables. */
  readonly patients: number;
  /** Distinct users of the sensor tables. */
  readonly users: number;
  /** Share of nulls in the columns that have them. */
  readonly nullRate: number;
}

/** A column of a table: `values` fills rows [from, from + count). */
export interface GeneratedColumn {
  readonly name: string;
  readonly type: DataType;
  values(plan: Plan, from: number, count: number): ColumnData;
}

/** A function of a row; `key` starts the column's own stream of random numbers. */
export type RowFunction = (row: number, key: number, plan: Plan) => number;

/** How often a column is null: never, or at the rate of the plan times this. */
export interface ColumnOptions {
  readonly nulls?: number;
}

/** One bit a row, and the number of nulls; null where no row is null. */
function validityOf(plan: Plan, name: string, from: number, count: number, nulls: number): Uint8Array | null {
  const rate = plan.nullRate * nulls;
  if (rate <= 0) return null;
  const threshold = Math.min(1, rate) * 4294967296;
  const key = streamKey(plan.seed, `${name} null`);
  const bits = new Uint8Array(Math.ceil(count / 8));
  for (let i = 0; i < count; i++) if (mix(key, from + i) >= threshold) bits[i >>> 3]! |= 1 << (i & 7);
  return bits;
}

type Words = Float64Array | BigInt64Array | Int32Array;

function column(
  name: string,
  type: DataType,
  nulls: number,
  fill: (plan: Plan, from: number, count: number) => Words,
): GeneratedColumn {
  return {
    name,
    type,
    values(plan, from, count) {
      const words = fill(plan, from, count);
      const validity = validityOf(plan, name, from, count, nulls);
      // What lies under a null is zero, so that equal tables have equal bytes.
      if (validity !== null) {
        const halves = new Int32Array(words.buffer);
        const width = halves.length / count;
        for (let i = 0; i < count; i++) {
          if ((validity[i >>> 3]! & (1 << (i & 7))) === 0) halves.fill(0, i * width, (i + 1) * width);
        }
      }
      return { validity, data: new Uint8Array(words.buffer), offsets: null, dictionary: null };
    },
  };
}

/** A Float64 column. */
export function float(name: string, value: RowFunction, options: ColumnOptions = {}): GeneratedColumn {
  return column(name, Float64, options.nulls ?? 0, (plan, from, count) => {
    const key = streamKey(plan.seed, name);
    const words = new Float64Array(count);
    for (let i = 0; i < count; i++) words[i] = value(from + i, key, plan);
    return words;
  });
}

/** An Int64 column of integers within 53 bits, or Datetime where `type` says so. */
export function integer(
  name: string,
  value: RowFunction,
  options: ColumnOptions & { readonly type?: typeof Int64 } = {},
): GeneratedColumn {
  return column(name, options.type ?? Int64, options.nulls ?? 0, (plan, from, count) => {
    const key = streamKey(plan.seed, name);
    const words = new BigInt64Array(count);
    // Two halves of 32 bits: BigInt arithmetic would take most of the time.
    const halves = new Int32Array(words.buffer);
    for (let i = 0; i < count; i++) {
      const number = value(from + i, key, plan);
      halves[2 * i] = number | 0;
      if (number < -0x80000000 || number > 0x7fffffff) {
        halves[2 * i] = Number(number % 4294967296) | 0;
        halves[2 * i + 1] = Math.floor(number / 4294967296);
      } else if (number < 0) halves[2 * i + 1] = -1;
    }
    return words;
  });
}

/** A Datetime column; the function returns microseconds since 1970. */
export function datetime(name: string, microseconds: RowFunction, options: ColumnOptions = {}): GeneratedColumn {
  return integer(name, microseconds, { ...options, type: Datetime });
}

/** A Date column; the function returns days since 1970. */
export function date(name: string, days: RowFunction, options: ColumnOptions = {}): GeneratedColumn {
  return column(name, DateType, options.nulls ?? 0, (plan, from, count) => {
    const key = streamKey(plan.seed, name);
    const words = new Int32Array(count);
    for (let i = 0; i < count; i++) words[i] = days(from + i, key, plan);
    return words;
  });
}

function texts(
  name: string,
  nulls: number,
  pick: (row: number, key: number, plan: Plan) => Uint8Array,
): GeneratedColumn {
  return {
    name,
    type: Text,
    values(plan, from, count) {
      const key = streamKey(plan.seed, name);
      const validity = validityOf(plan, name, from, count, nulls);
      const offsets = new Int32Array(count + 1);
      let data = new Uint8Array(count * 8);
      let end = 0;
      for (let i = 0; i < count; i++) {
        if (validity === null || (validity[i >>> 3]! & (1 << (i & 7))) !== 0) {
          const text = pick(from + i, key, plan);
          if (end + text.length > data.length) {
            const larger = new Uint8Array(2 * data.length + text.length);
            larger.set(data);
            data = larger;
          }
          for (let b = 0; b < text.length; b++) data[end++] = text[b]!;
        }
        offsets[i + 1] = end;
      }
      return { validity, data: data.subarray(0, end), offsets, dictionary: null };
    },
  };
}

/** A String column of a few values; the function returns an index into them. */
export function choice(
  name: string,
  values: readonly string[],
  index: RowFunction,
  options: ColumnOptions = {},
): GeneratedColumn {
  const encoded = values.map((value) => new TextEncoder().encode(value));
  return texts(name, options.nulls ?? 0, (row, key, plan) => encoded[index(row, key, plan)]!);
}

/** A String column of a prefix and a number, filled up with zeros to at least `digits` digits: P0001234. */
export function label(
  name: string,
  prefix: string,
  digits: number,
  number: RowFunction,
  options: ColumnOptions = {},
): GeneratedColumn {
  const start = new TextEncoder().encode(prefix);
  // The longest number has 10 digits: one buffer for each length, used again for every row.
  const buffers = Array.from({ length: 11 }, (_, length) => {
    const buffer = new Uint8Array(start.length + length);
    buffer.set(start);
    return buffer;
  });
  return texts(name, options.nulls ?? 0, (row, key, plan) => {
    let rest = number(row, key, plan);
    let length = digits;
    while (length < 10 && rest >= 10 ** length) length++;
    const buffer = buffers[length]!;
    for (let p = start.length + length - 1; p >= start.length; p--) {
      const next = Math.floor(rest / 10);
      buffer[p] = 48 + rest - 10 * next;
      rest = next;
    }
    return buffer;
  });
}

/** A function that picks an index by weights. */
export function weighted(weights: readonly number[]): RowFunction {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const borders: number[] = [];
  let sum = 0;
  for (const weight of weights) {
    sum += weight / total;
    borders.push(sum);
  }
  return (row, key) => {
    const value = uniform(key, row);
    for (let i = 0; i < borders.length - 1; i++) if (value < borders[i]!) return i;
    return borders.length - 1;
  };
}
