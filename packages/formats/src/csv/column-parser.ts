import type { Field } from "@millrace/core";
import { pointer, typeName } from "@millrace/core";
import type { ReadColumn, ReadContext, Vector } from "../format.ts";
import type { ColumnKind } from "./column-kinds.ts";
import { columnKind } from "./column-kinds.ts";
import type { CsvDialect, CsvOptions } from "./options.ts";
import { markersOf } from "./options.ts";
import type { CutRows } from "./row-cutter.ts";

/** The first value of a column that did not parse; `address` and `length` tell where its text lies. */
export interface BadValues {
  readonly count: number;
  readonly row: number;
  readonly address: number;
  readonly length: number;
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

  /** Parses the rows (or the selected ones) and points `out` at them; tells of values that did not parse, which are null. */
  load(
    base: number,
    textBytes: number,
    rows: CutRows,
    out: Vector,
    selection: number,
    selectedRows: number,
  ): BadValues | null {
    this.reserve(rows.numRows, rows.hasQuotes && this.kind.isText ? textBytes : 0);
    out.data = this.data;
    out.validity = this.validity;
    out.dictionary = null;
    const { kernels, bytes } = this.context;
    if (this.kind.kind === null || this.field < 0) {
      bytes.fill(0, this.data, this.data + rows.numRows * this.kind.width);
      bytes.fill(0, this.validity, this.validity + rows.numRows);
      return null;
    }
    const errors = this.scratch;
    bytes.fill(0, errors, errors + ERROR_BYTES);
    const flags =
      (this.isLast && rows.hasCarriageReturns ? FLAG_TRIM_CR : 0) |
      (rows.hasHighBytes ? FLAG_CHECK_UTF8 : 0) |
      (this.emptyStrings ? FLAG_EMPTY_STRINGS : 0);
    const nulls = kernels.csv_column(
      this.kind.kind,
      this.kind.widthLog,
      base,
      rows.positions,
      rows.stride,
      this.field,
      rows.numRows,
      selection,
      selectedRows,
      rows.hasQuotes ? this.quote : -1,
      flags,
      this.markers,
      this.kind.scale,
      this.kind.bound,
      errors + ERROR_BYTES,
      errors,
      this.data,
      this.validity,
    );
    if (nulls === 0) {
      out.validity = 0;
      return null;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset + errors, ERROR_BYTES);
    const count = view.getUint32(0, true);
    if (count === 0) return null;
    return {
      count,
      row: view.getUint32(4, true),
      address: view.getUint32(8, true),
      length: view.getUint32(12, true),
    };
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
