import type { Chunk, ColumnData, ColumnInput, ColumnValue, DataType, StoredArray } from "@millrace/core";
import {
  buildColumn,
  columnReader,
  concatColumns,
  InvalidArgumentError,
  inferType,
  nullCount,
  OutOfBoundsError,
  sameType,
  storedArray,
  storedColumnReader,
  typeName,
} from "@millrace/core";
import { printAsText } from "./print-as-text.ts";
import { formatValue } from "./table/format-value.ts";

/** One column in one run of rows. */
interface SeriesPart {
  readonly numRows: number;
  readonly column: ColumnData;
}

/** How many values a printed series shows. */
const SHOWN_VALUES = 10;

/** A named column of values in memory; immutable. Iterates over its values. */
export class ColumnSeries implements Iterable<ColumnValue> {
  readonly name: string;
  readonly type: DataType;
  readonly length: number;
  readonly #parts: readonly SeriesPart[];

  constructor(name: string, type: DataType, parts: readonly SeriesPart[]) {
    this.name = name;
    this.type = type;
    this.#parts = parts;
    this.length = parts.reduce((sum, part) => sum + part.numRows, 0);
    Object.freeze(this);
  }

  /** How many values are null. */
  get nullCount(): number {
    return this.#parts.reduce((sum, part) => sum + nullCount(this.type, part.column, part.numRows), 0);
  }

  /** The value of a row; negative rows count from the end. Throws an OutOfBoundsError. */
  get(row: number): ColumnValue {
    let rest = row < 0 ? row + this.length : row;
    if (!Number.isInteger(row) || rest < 0 || rest >= this.length) {
      throw new OutOfBoundsError(`The series "${this.name}" has ${this.length} values, and none at ${row}`, { row });
    }
    for (const part of this.#parts) {
      if (rest < part.numRows) return columnReader(this.type, part.column, part.numRows)(rest);
      rest -= part.numRows;
    }
    return null;
  }

  /** All values: bigint for 64-bit integers, Date for dates and times, text for decimals. */
  toArray(): ColumnValue[] {
    const values = new Array<ColumnValue>(this.length);
    let end = 0;
    for (const { numRows, column } of this.#parts) {
      const read = columnReader(this.type, column, numRows);
      for (let row = 0; row < numRows; row++) values[end++] = read(row);
    }
    return values;
  }

  /**
   * The stored numbers as a typed array: a view where the series lies in one run, else a copy. Dates are days, datetimes
   * microseconds, decimals unscaled. Throws for nulls, and for types that are not stored as numbers.
   */
  toTypedArray(): StoredArray {
    if (this.nullCount > 0) {
      throw new InvalidArgumentError(
        `The series "${this.name}" has nulls, which a typed array cannot hold: use fillNull first, or toArray`,
      );
    }
    const array = this.type.kind === "categorical" ? undefined : storedArray(this.type, this.#whole(), this.length);
    if (array === undefined) {
      throw new InvalidArgumentError(
        `The series "${this.name}" of type ${typeName(this.type)} is not stored as numbers`,
      );
    }
    return array;
  }

  #whole(): ColumnData {
    return this.#parts.length === 0 ? buildColumn(this.name, this.type, []) : concatColumns(this.type, this.#parts);
  }

  /** Whether name, type and every value agree; NaN equals NaN, null equals null. */
  equals(other: ColumnSeries): boolean {
    if (this.name !== other.name || !sameType(this.type, other.type) || this.length !== other.length) return false;
    const mine = this.#storedValues();
    const theirs = other.#storedValues();
    for (const value of mine) if (!Object.is(normalZero(value), normalZero(theirs.next().value))) return false;
    return true;
  }

  *#storedValues(): Generator<unknown, undefined> {
    for (const { numRows, column } of this.#parts) {
      const read = storedColumnReader(this.type, column, numRows);
      for (let row = 0; row < numRows; row++) yield read(row);
    }
    return undefined;
  }

  *[Symbol.iterator](): IterableIterator<ColumnValue> {
    for (const { numRows, column } of this.#parts) {
      const read = columnReader(this.type, column, numRows);
      for (let row = 0; row < numRows; row++) yield read(row);
    }
  }

  /** Name, type and the first values. */
  toString(): string {
    const shown: string[] = [];
    for (const value of this) {
      if (shown.length === SHOWN_VALUES) break;
      shown.push(`\t${formatValue(value, this.type)}`);
    }
    if (this.length > SHOWN_VALUES) shown.push("\t…");
    return `shape: (${this.length},)\nSeries: "${this.name}" [${typeName(this.type)}]\n[\n${shown.join("\n")}\n]`;
  }
}

printAsText(ColumnSeries.prototype);

function normalZero(value: unknown): unknown {
  return value === 0 ? 0 : value;
}

/** A named column of values in memory. */
export type Series = ColumnSeries;

/** How a series is made, with or without `new`. */
export interface SeriesConstructor {
  new (name: string, values: ColumnInput, type?: DataType): Series;
  (name: string, values: ColumnInput, type?: DataType): Series;
  readonly prototype: Series;
}

function construct(name: string, values: ColumnInput, type?: DataType): Series {
  const ownType = type ?? inferType(name, values);
  return new ColumnSeries(name, ownType, [{ numRows: values.length, column: buildColumn(name, ownType, values) }]);
}
construct.prototype = ColumnSeries.prototype;

/**
 * A named column of these values; typed arrays keep their type.
 *
 * @example Series("score", [1.5, null, 3])
 */
export const Series: SeriesConstructor = construct as unknown as SeriesConstructor;

/** The series of a column of a frame's chunks. */
export function seriesOf(name: string, type: DataType, chunks: readonly Chunk[], index: number): Series {
  return new ColumnSeries(
    name,
    type,
    chunks.map((chunk) => ({ numRows: chunk.numRows, column: chunk.columns[index]! })),
  );
}
