import type { Field } from "@millrace/core";
import { pointer, typeName } from "@millrace/core";
import type { ReadColumn, ReadContext, Vector } from "../format.ts";
import type { ColumnKind } from "./column-kinds.ts";
import { columnKind } from "./column-kinds.ts";
import type { CsvDialect, CsvOptions } from "./options.ts";
import { markersOf } from "./options.ts";
import type { CutRows } from "./row-cutter.ts";

/** The text of a value that did not parse: its row in the batch, and where it lies in the arena. */
export interface BadValue {
  readonly row: number;
  readonly address: number;
  readonly length: number;
}

/** How many values of a column did not parse, and the first ones of them: one at least. */
export interface BadValues {
  readonly count: number;
  readonly first: readonly BadValue[];
}

/** Rows to parse: of `numRows` rows at `positions`, all or the selected ones; values go to `data` and `validity`. */
interface ParseTask {
  readonly positions: number;
  readonly numRows: number;
  readonly selection: number;
  readonly selectedRows: number;
  readonly data: number;
  readonly validity: number;
}

const FLAG_TRIM_CR = 1;
const FLAG_CHECK_UTF8 = 2;
const FLAG_EMPTY_STRINGS = 4;
const ERROR_BYTES = 16;
const SCRATCH_HEAD = 16;

/** Parses one column of cut rows into vectors of its own, which the next batch overwrites. */
export class ColumnParser {
  readonly name: Field["name"];
  readonly typeName: string;
  private readonly kind: ColumnKind;
  private readonly field: number;
  private readonly isLast: boolean;
  private readonly emptyStrings: boolean;
  private readonly quote: number;
  private readonly context: ReadContext;
  private readonly markers: number;
  private data = 0;
  private validity = 0;
  private capacity = 0;
  private scratch = 0;
  private scratchBytes = 0;

  constructor(
    context: ReadContext,
    column: ReadColumn,
    field: number,
    numFields: number,
    options: CsvOptions,
    dialect: CsvDialect,
  ) {
    this.context = context;
    this.name = column.name;
    this.typeName = typeName(column.type);
    this.kind = columnKind(column.type, column.name);
    this.field = field;
    this.isLast = field === numFields - 1;
    this.emptyStrings = options.missingUtf8IsEmptyString;
    this.quote = dialect.quote;
    this.markers = this.placeMarkers(markersOf(options, column.name));
  }

  /** Lays the null markers into the arena: their number, {length, pointer} each, then the texts. */
  private placeMarkers(texts: readonly string[]): number {
    if (texts.length === 0) return 0;
    const encoded = texts.map((text) => new TextEncoder().encode(text));
    const head = 4 + 8 * encoded.length;
    const size = encoded.reduce((sum, text) => sum + text.length, head);
    const block = pointer(this.context.allocator.alloc(size));
    const { bytes } = this.context;
    const view = new DataView(bytes.buffer, bytes.byteOffset + block, size);
    view.setUint32(0, encoded.length, true);
    let at = head;
    for (const [i, text] of encoded.entries()) {
      view.setUint32(4 + 8 * i, text.length, true);
      view.setUint32(8 + 8 * i, block + at, true);
      bytes.set(text, block + at);
      at += text.length;
    }
    return block;
  }

  /**
   * Parses the rows (or the selected ones) and points `out` at them; tells of values that did not parse, which are null, with
   * at most `maxBad` of them.
   */
  load(
    base: number,
    textBytes: number,
    rows: CutRows,
    out: Vector,
    selection: number,
    selectedRows: number,
    maxBad: number,
  ): BadValues | null {
    this.reserve(rows.numRows, rows.hasQuotes && this.kind.isText ? textBytes : 0);
    const { data, validity } = this;
    out.data = data;
    out.validity = validity;
    out.dictionary = null;
    const { bytes } = this.context;
    if (this.kind.kind === null || this.field < 0) {
      bytes.fill(0, data, data + rows.numRows * this.kind.width);
      bytes.fill(0, validity, validity + rows.numRows);
      return null;
    }
    const { positions, numRows } = rows;
    const all: ParseTask = { positions, numRows, selection, selectedRows, data, validity };
    if (this.parse(this.kind.kind, base, rows, all) === 0) {
      out.validity = 0;
      return null;
    }
    const found = this.badValues(0);
    return found === null ? null : { count: found.count, first: this.moreBad(found.bad, base, rows, all, maxBad) };
  }

  /** Parses; returns the number of nulls. */
  private parse(kind: number, base: number, rows: CutRows, task: ParseTask): number {
    const { kernels, bytes } = this.context;
    const errors = this.scratch;
    bytes.fill(0, errors, errors + ERROR_BYTES);
    const flags =
      (this.isLast && rows.hasCarriageReturns ? FLAG_TRIM_CR : 0) |
      (rows.hasHighBytes ? FLAG_CHECK_UTF8 : 0) |
      (this.emptyStrings ? FLAG_EMPTY_STRINGS : 0);
    return kernels.csv_column(
      kind,
      this.kind.widthLog,
      base,
      task.positions,
      rows.stride,
      this.field,
      task.numRows,
      task.selection,
      task.selectedRows,
      rows.hasQuotes ? this.quote : -1,
      flags,
      this.markers,
      this.kind.scale,
      this.kind.bound,
      errors + ERROR_BYTES,
      errors,
      task.data,
      task.validity,
    );
  }

  /** What the kernel says of bad values: how many, and the first one, `skipped` rows into the batch. */
  private badValues(skipped: number): { readonly count: number; readonly bad: BadValue } | null {
    const { bytes } = this.context;
    const view = new DataView(bytes.buffer, bytes.byteOffset + this.scratch, ERROR_BYTES);
    const count = view.getUint32(0, true);
    if (count === 0) return null;
    const row = view.getUint32(4, true) + skipped;
    return { count, bad: { row, address: view.getUint32(8, true), length: view.getUint32(12, true) } };
  }

  /** The kernel tells of the first bad value only: the rows behind it are parsed again, to the same values. */
  private moreBad(first: BadValue, base: number, rows: CutRows, all: ParseTask, maxBad: number): BadValue[] {
    const found = [first];
    // Text that was unquoted would be laid over that of the rows before.
    if (this.kind.kind === null || this.kind.isText) return found;
    while (found.length < maxBad) {
      const next = found.at(-1)!.row + 1;
      const task = this.tail(all, rows.stride, next);
      if (task === null) break;
      this.parse(this.kind.kind, base, rows, task);
      const more = this.badValues(all.selection === 0 ? next : 0);
      if (more === null) break;
      found.push(more.bad);
    }
    return found;
  }

  /** The rows from `row` on; null where there are none. */
  private tail(all: ParseTask, stride: number, row: number): ParseTask | null {
    if (all.selection === 0) {
      if (row >= all.numRows) return null;
      return {
        ...all,
        positions: all.positions + 4 * row * stride,
        numRows: all.numRows - row,
        data: all.data + row * this.kind.width,
        validity: all.validity + row,
      };
    }
    const passed = this.context.kernels.parquet_lower_bound(all.selectedRows, all.selection, row);
    if (passed >= all.selectedRows) return null;
    // No row is marked as valid again.
    return { ...all, numRows: 0, selection: all.selection + 4 * passed, selectedRows: all.selectedRows - passed };
  }

  private reserve(numRows: number, textBytes: number): void {
    const { allocator } = this.context;
    if (numRows > this.capacity) {
      this.freeVectors();
      this.data = pointer(allocator.alloc(numRows * this.kind.width));
      this.validity = pointer(allocator.alloc(numRows));
      this.capacity = numRows;
    }
    const scratchBytes = ERROR_BYTES + SCRATCH_HEAD + textBytes;
    if (scratchBytes > this.scratchBytes) {
      if (this.scratch !== 0) allocator.free(this.scratch);
      this.scratch = pointer(allocator.alloc(scratchBytes));
      this.scratchBytes = scratchBytes;
    }
  }

  private freeVectors(): void {
    if (this.capacity === 0) return;
    this.context.allocator.free(this.data);
    this.context.allocator.free(this.validity);
    this.capacity = 0;
  }

  close(): void {
    const { allocator } = this.context;
    this.freeVectors();
    if (this.scratch !== 0) allocator.free(this.scratch);
    if (this.markers !== 0) allocator.free(this.markers);
  }
}
