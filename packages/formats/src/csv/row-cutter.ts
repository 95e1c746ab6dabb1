import type { FilePosition } from "@millrace/core";
import { CorruptFileError, pointer } from "@millrace/core";
import type { ReadContext } from "../format.ts";
import type { CsvDialect, CsvOptions } from "./options.ts";
import type { TextWindow } from "./text-window.ts";

/** Rows whose fields are found; places are relative to the window's base. */
export interface CutRows {
  numRows: number;
  /** Words from a row to the next in `positions`. */
  stride: number;
  readonly positions: number;
  hasQuotes: boolean;
  hasHighBytes: boolean;
  /** The CR of a CRLF is still part of a row's last field. */
  hasCarriageReturns: boolean;
}

/** Text that one batch takes, so that it and its positions stay in the second-level cache. */
const BATCH_TEXT_BYTES = 256 * 1024;
/** Positions of one batch, at most, where rows are wide. */
const MAX_POSITIONS = 256 * 1024;
/** Words behind the positions that the tokenizer may write to. */
const POSITION_SLACK = 136;
/** Batches that go straight to the exact automaton after one that had to. */
const EXACT_BATCHES = 2;

const FLAG_QUOTES = 1;
const FLAG_HIGH = 2;
const FLAG_IRREGULAR = 4;
const ERROR_TOO_MANY_FIELDS = 1;

/** Cuts rows out of a window: by SIMD where the text is regular, else by the exact automaton. */
export class RowCutter {
  readonly rows: CutRows;
  /** Start of the next row. */
  next = 0;
  private readonly context: ReadContext;
  private readonly dialect: CsvDialect;
  private readonly options: CsvOptions;
  private readonly window: TextWindow;
  private readonly numFields: number;
  private readonly maxRows: number;
  private readonly result: number;
  private readonly comment: number;
  private exactBatches = 0;
  private readonly describe: (offset: number) => FilePosition;

  constructor(
    context: ReadContext,
    dialect: CsvDialect,
    options: CsvOptions,
    window: TextWindow,
    numFields: number,
    maxRows: number,
    describe: (offset: number) => FilePosition,
  ) {
    this.context = context;
    this.dialect = dialect;
    this.options = options;
    this.window = window;
    this.numFields = numFields;
    this.describe = describe;
    this.maxRows = Math.max(1, Math.min(maxRows, Math.floor(MAX_POSITIONS / (numFields + 1))));
    const words = this.maxRows * (numFields + 1) + POSITION_SLACK;
    const commentBytes = dialect.comment.length;
    const block = pointer(context.allocator.alloc(4 * words + 32 + commentBytes));
    this.result = block + 4 * words;
    this.comment = this.result + 32;
    context.bytes.set(dialect.comment, this.comment);
    const shape = { numRows: 0, stride: numFields, hasQuotes: false, hasHighBytes: false, hasCarriageReturns: true };
    this.rows = { ...shape, positions: block };
  }

  /** Cuts up to `limit` rows that start before `end`; 0 at the end of the text. The window may move. */
  cut(limit: number, end: () => number): number {
    const wanted = Math.min(limit, this.maxRows);
    let textBytes = BATCH_TEXT_BYTES;
    for (;;) {
      const { window } = this;
      if (this.next >= end() || (window.ended && this.next >= window.length)) return this.accept(0, end);
      const limitAt = Math.min(window.length, this.next + textBytes);
      const before = this.next;
      const numRows = this.next < window.length ? this.cutWithin(limitAt, wanted) : 0;
      if (numRows > 0) return this.accept(numRows, end);
      if (this.next > before) continue;
      // Not one whole row: look at more of the window, then at more of the file.
      if (limitAt < window.length) {
        textBytes *= 4;
        continue;
      }
      if (window.ended) {
        const reason = "A quoted field is not closed";
        throw new CorruptFileError(this.describe(this.next), reason);
      }
      window.advance(this.next, BATCH_TEXT_BYTES);
      this.next = 0;
    }
  }

  private cutWithin(limitAt: number, wanted: number): number {
    if (this.exactBatches > 0) {
      this.exactBatches--;
      return this.cutExactly(limitAt, wanted);
    }
    const { kernels } = this.context;
    const { separator, quote, eol, comment } = this.dialect;
    const firstOfComment = comment[0] ?? -1;
    const base = this.window.base;
    kernels.csv_tokenize(
      base,
      this.next,
      limitAt,
      separator,
      quote,
      eol,
      firstOfComment,
      this.numFields,
      wanted,
      this.rows.positions,
      this.result,
    );
    const numRows = this.word(0);
    const flags = this.word(2);
    if (numRows === 0) {
      if ((flags & FLAG_IRREGULAR) === 0) return 0;
      this.exactBatches = EXACT_BATCHES;
      return this.cutExactly(limitAt, wanted);
    }
    this.setRows(numRows, this.numFields, flags, this.dialect.eol === 10);
    this.next = this.word(1);
    return numRows;
  }

  private cutExactly(limitAt: number, wanted: number): number {
    const { kernels } = this.context;
    const { separator, quote, eol, comment } = this.dialect;
    const { window } = this;
    const final = window.ended && limitAt === window.length;
    kernels.csv_rows(
      window.base,
      this.next,
      limitAt,
      final ? 1 : 0,
      separator,
      quote,
      eol,
      this.comment,
      comment.length,
      this.numFields,
      wanted,
      this.options.truncateRaggedLines ? 1 : 0,
      this.rows.positions,
      this.result,
    );
    const numRows = this.word(0);
    const error = this.word(3);
    // Rows before the error are delivered first: a limit may end the scan before it.
    if (numRows === 0 && error !== 0) throw this.errorOf(error);
    this.setRows(numRows, this.numFields + 1, this.word(2), false);
    this.next = this.word(1);
    return numRows;
  }

  private errorOf(error: number): CorruptFileError {
    const position = this.describe(this.word(4));
    if (error !== ERROR_TOO_MANY_FIELDS) return new CorruptFileError(position, "A quoted field is not closed");
    const reason =
      `A row has more than the ${this.numFields} fields of the table; ` +
      "pass truncateRaggedLines: true to drop the rest, or set another separator or quoteChar";
    return new CorruptFileError(position, reason);
  }

  private setRows(numRows: number, stride: number, flags: number, hasCarriageReturns: boolean): void {
    const { rows } = this;
    rows.numRows = numRows;
    rows.stride = stride;
    rows.hasQuotes = (flags & FLAG_QUOTES) !== 0;
    rows.hasHighBytes = (flags & FLAG_HIGH) !== 0;
    rows.hasCarriageReturns = hasCarriageReturns;
  }

  /** Keeps the rows that start before `end`: rows are in order, so the others are the last. */
  private accept(numRows: number, end: () => number): number {
    const border = end();
    let low = 0;
    let high = numRows;
    if (numRows > 0 && this.rowStart(numRows - 1) >= border) {
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (this.rowStart(middle) < border) low = middle + 1;
        else high = middle;
      }
      this.next = Math.max(border, this.rowStart(high));
    }
    this.rows.numRows = high;
    return high;
  }

  /** Where a cut row begins. */
  rowStart(row: number): number {
    return pointer(this.wordAt(this.rows.positions + 4 * row * this.rows.stride) + 1);
  }

  private word(index: number): number {
    return this.wordAt(this.result + 4 * index);
  }

  private wordAt(address: number): number {
    const { bytes } = this.context;
    return pointer(
      bytes[address]! | (bytes[address + 1]! << 8) | (bytes[address + 2]! << 16) | (bytes[address + 3]! << 24),
    );
  }

  close(): void {
    this.context.allocator.free(this.rows.positions);
  }
}
