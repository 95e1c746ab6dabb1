import type { ArrowRecordBatch, ArrowTable, ColumnValue, DataType, FrameData, QueryOptions } from "@millrace/core";
import {
  buildColumn,
  ColumnNotFoundError,
  checkInteger,
  columnReader,
  Field,
  fieldIndex,
  fieldNames,
  frameByteLength,
  fromArrow as frameFromArrow,
  frameFromColumns,
  nullCount,
  Schema,
  sliceFrame,
  toArrow,
  UInt32,
} from "@millrace/core";
import type { LogicalPlan } from "@millrace/plan";
import { ScanNode } from "@millrace/plan";
import { describeFrame } from "./eager/describe.ts";
import { evaluate } from "./eager/evaluate.ts";
import type { DataFrameOptions, DataInput, RecordInput } from "./eager/from-data.ts";
import { frameFromInput } from "./eager/from-data.ts";
import type { CsvSinkOptions, ParquetSinkOptions, SinkSummary } from "./engine-port.ts";
import { FrameSchema } from "./frame-schema.ts";
import { setFrameMaker } from "./lazy/frame-maker.ts";
import { LazyFrame } from "./lazy-frame.ts";
import { migration, rejectOldNames } from "./migration.ts";
import { printAsText } from "./print-as-text.ts";
import { Relation } from "./relation.ts";
import type { Series } from "./series.ts";
import { seriesOf } from "./series.ts";
import type { TableFormat } from "./table/table-text.ts";
import { tableText } from "./table/table-text.ts";

/** A value of a record: see ColumnValue. */
export type Row = { [column: string]: ColumnValue };

/** A unit of size; powers of 1024. */
export type SizeUnit = "b" | "kb" | "mb" | "gb" | "tb";

const unitBytes: Readonly<Record<SizeUnit, number>> = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3, tb: 1024 ** 4 };

/**
 * A table in memory: columns of one length in shared buffers of Arrow's layout; immutable. Its verbs run at once on the calling
 * thread; for large work and several threads take `lazy()`.
 */
export class TableFrame extends Relation<TableFrame> {
  /** The buffers, for the engine and for zero-copy readers. */
  readonly data: FrameData;
  readonly #scan: LogicalPlan;

  constructor(data: FrameData) {
    super();
    this.data = data;
    this.#scan = ScanNode({ source: { kind: "frame", data, label: "DataFrame" }, sourceSchema: data.schema });
    Object.freeze(this);
  }

  plan(): LogicalPlan {
    return this.#scan;
  }

  protected derive(build: (input: LogicalPlan) => LogicalPlan): TableFrame {
    return new TableFrame(evaluate(build(this.#scan)));
  }

  /** The number of rows. */
  get height(): number {
    return this.data.numRows;
  }

  /** The number of columns. */
  get width(): number {
    return this.data.schema.fields.length;
  }

  /** Rows and columns. */
  get shape(): readonly [number, number] {
    return [this.height, this.width];
  }

  /** Names and types in order. */
  get schema(): FrameSchema {
    return new FrameSchema(this.data.schema);
  }

  /** The names in order. */
  get columns(): string[] {
    return fieldNames(this.data.schema);
  }

  /** The types in order. */
  get dtypes(): DataType[] {
    return this.data.schema.fields.map((field) => field.type);
  }

  /** The frame as the source of a query; nothing is copied. */
  lazy(): LazyFrame {
    return new LazyFrame(() => this.#scan);
  }

  /** A column by name. Throws a ColumnNotFoundError. */
  column(name: string): Series {
    const index = fieldIndex(this.data.schema, name);
    if (index < 0) throw new ColumnNotFoundError(name, this.columns);
    return seriesOf(name, this.data.schema.fields[index]!.type, this.data.chunks, index);
  }

  /** The rows as objects: null for nulls, bigint for 64-bit integers, Date for dates and times, text for decimals. */
  toRecords(): Row[] {
    const names = this.columns;
    const rows: Row[] = [];
    for (const chunk of this.data.chunks) {
      const readers = this.dtypes.map((type, i) => columnReader(type, chunk.columns[i]!, chunk.numRows));
      for (let row = 0; row < chunk.numRows; row++) {
        const record: Row = {};
        for (let i = 0; i < names.length; i++) record[names[i]!] = readers[i]!(row);
        rows.push(record);
      }
    }
    return rows;
  }

  /** The columns as lists of values, by name. */
  toObject(): Record<string, ColumnValue[]> {
    return Object.fromEntries(this.columns.map((name) => [name, this.column(name).toArray()]));
  }

  /** Rows from `offset` on (from the end where it is negative), `length` of them or all that follow: a view. */
  override slice(offset: number, length?: number): TableFrame {
    checkInteger("slice", "offset", offset, Number.MIN_SAFE_INTEGER);
    if (length !== undefined) checkInteger("slice", "length", length, 0);
    const start = offset < 0 ? this.height + offset : offset;
    const end = length === undefined ? this.height : start + length;
    const from = Math.min(Math.max(start, 0), this.height);
    return new TableFrame(sliceFrame(this.data, from, Math.max(0, end - from)));
  }

  /** The last n rows: a view. */
  tail(n = 5): TableFrame {
    checkInteger("tail", "n", n, 0);
    return this.slice(Math.max(0, this.height - n), n);
  }

  /** Whether columns, types and every value agree, in order; NaN equals NaN, null equals null. */
  equals(other: TableFrame): boolean {
    return (
      this.height === other.height &&
      this.schema.equals(other.data.schema) &&
      this.columns.every((name) => this.column(name).equals(other.column(name)))
    );
  }

  /** The number of nulls of each column, as a frame of one row. */
  nullCount(): TableFrame {
    const { schema, chunks } = this.data;
    const counts = schema.fields.map((field, i) => {
      const count = chunks.reduce((sum, chunk) => sum + nullCount(field.type, chunk.columns[i]!, chunk.numRows), 0);
      return buildColumn(field.name, UInt32, [count]);
    });
    const fields = schema.fields.map((field) => Field(field.name, UInt32, false));
    return new TableFrame(frameFromColumns(Schema(fields), counts, 1));
  }

  /** Count, null count, mean, standard deviation, least value, quartiles and greatest value of each column. */
  describe(): TableFrame {
    return new TableFrame(describeFrame(this.data));
  }

  /** What the buffers take, in bytes unless another unit is asked for. */
  estimatedSize(unit: SizeUnit = "b"): number {
    return frameByteLength(this.data) / unitBytes[unit];
  }

  /** The frame as an Arrow table over the same buffers. Loads apache-arrow on the first call. */
  toArrow(): Promise<ArrowTable> {
    return toArrow(this.data);
  }

  /** Writes the rows to a Parquet file, which appears when it is complete. */
  writeParquet(path: string, options: ParquetSinkOptions & QueryOptions = {}): Promise<SinkSummary> {
    return this.lazy().sinkParquet(path, options);
  }

  /** Writes the rows to a CSV file, which appears when it is complete. */
  writeCsv(path: string, options: CsvSinkOptions & QueryOptions = {}): Promise<SinkSummary> {
    return this.lazy().sinkCsv(path, options);
  }

  /** The frame as a table of text: shape, names, types and up to ten rows. */
  override toString(format: TableFormat = {}): string {
    return tableText(this.data, format);
  }
}

printAsText(TableFrame.prototype);

/** A table in memory. */
export type DataFrame = TableFrame;

/** How a DataFrame is made, with or without `new`. */
export interface DataFrameConstructor {
  new (data?: DataInput, options?: DataFrameOptions): DataFrame;
  (data?: DataInput, options?: DataFrameOptions): DataFrame;
  readonly prototype: DataFrame;
}

function construct(data: DataInput = {}, options: DataFrameOptions = {}): DataFrame {
  return new TableFrame(frameFromInput(data, options));
}
construct.prototype = TableFrame.prototype;

/**
 * A table of these columns, or of these rows. Numbers are Float64, bigints Int64, Dates Datetime; typed arrays keep their
 * type; null and undefined are null.
 *
 * @example DataFrame({ engine: ["streaming", "pandas"], seconds: [19.7, 318] })
 * @example DataFrame({ id: [1, 2] }, { schema: { id: Int32 } })
 */
export const DataFrame: DataFrameConstructor = construct as unknown as DataFrameConstructor;

/** A table of rows given as objects; a missing key is null. The same as DataFrame(rows). */
export function fromRecords(rows: readonly RecordInput[], options: DataFrameOptions = {}): DataFrame {
  return new TableFrame(frameFromInput(rows, options));
}

/** A table of an Arrow table's or record batch's columns, copied once into shared memory. */
export async function fromArrow(table: ArrowTable | ArrowRecordBatch): Promise<DataFrame> {
  return new TableFrame(await frameFromArrow(table));
}

setFrameMaker((data) => new TableFrame(data));
rejectOldNames(TableFrame.prototype, "DataFrame", migration.frame);
