import type { FilePosition } from "@millrace/core";
import { CorruptFileError, ParseError } from "@millrace/core";
import type { MorselReader, OpenScan, ReadContext, ReadCounters, Vector } from "../format.ts";
import { GzipSource } from "../gzip/gzip-source.ts";
import type { ByteSource } from "./byte-source.ts";
import { discard, openSource } from "./byte-source.ts";
import type { BadValue } from "./column-parser.ts";
import { ColumnParser } from "./column-parser.ts";
import type { CsvDialect, CsvOptions } from "./options.ts";
import { dialectOf, resolveCsvOptions } from "./options.ts";
import { countPlainRows } from "./plain-count.ts";
import type { CsvFilePlan, CsvMorsel, CsvScanShared } from "./plan-scan.ts";
import { FIELD_START, plainTransition, QUOTED, RangeStates, rangeTransition } from "./range-states.ts";
import { RowCutter } from "./row-cutter.ts";
import { TextWindow } from "./text-window.ts";

/** The window of a file that is read front to back. */
const SEQUENTIAL_WINDOW = 1024 * 1024;
/** Read behind a range's end at once: most last rows end there. */
const TAIL_BYTES = 4 * 1024;
/** Room behind a range for its last row before the window grows. */
const TAIL_ROOM = 64 * 1024;
/** Examples of bad values that a reader keeps. */
const MAX_EXAMPLES = 10;
/** Characters of a bad value that a message shows. */
const MAX_SHOWN = 100;

/** Reads the rows of one byte range, or of a whole file where it is not split. */
export class CsvReader implements MorselReader {
  readonly counters: ReadCounters = {
    bytesRead: 0,
    bytesSkipped: {},
    rows: 0,
    rowsSkipped: {},
    rejectedRows: 0,
    firstRejected: [],
  };
  private readonly context: ReadContext;
  private readonly morsel: CsvMorsel;
  private readonly options: CsvOptions;
  private readonly dialect: CsvDialect;
  private readonly plan: CsvFilePlan;
  private readonly path: string;
  private readonly source: ByteSource;
  private readonly window: TextWindow;
  private readonly parsers: readonly ColumnParser[];
  private cutter: RowCutter | null = null;
  private cutterRows = 0;
  private next = 0;
  private linesAtStart: number | null = null;
  private closed = false;
  /** Rows left of a range that was counted at once. */
  private counted: number | null;

  constructor(context: ReadContext, scan: OpenScan, morsel: CsvMorsel) {
    this.context = context;
    this.morsel = morsel;
    this.options = resolveCsvOptions(scan.options);
    this.dialect = dialectOf(this.options);
    this.plan = (scan.shared as CsvScanShared).files[morsel.file]!;
    this.path = scan.files[morsel.file]!.path;
    const { plan } = this;
    this.parsers = scan.columns.map(
      (column) =>
        new ColumnParser(context, column, plan.fields[column.name] ?? -1, plan.numFields, this.options, this.dialect),
    );
    // The byte before a range tells whether it starts with a row.
    const lead = morsel.range > 0 ? 1 : 0;
    const position = morsel.start - lead;
    this.source = this.openAt(position);
    const rangeLength = morsel.end === null ? SEQUENTIAL_WINDOW : morsel.end - position;
    this.counted = this.countPlain();
    const capacity = this.counted === null ? rangeLength + TAIL_ROOM : 0;
    this.window = new TextWindow(context, this.source, this.path, this.dialect.eol, capacity, position);
    this.counters.bytesRead = morsel.end === null ? 0 : morsel.byteLength;
    if (this.counted !== null) return;
    this.window.read(rangeLength + TAIL_BYTES);
    this.next = morsel.end === null ? 0 : this.firstRow(lead);
  }

  /** The rows of a range of which no column is read and that holds no quote; null for all else. */
  private countPlain(): number | null {
    const { context, dialect, morsel, plan } = this;
    if (this.parsers.length > 0 || morsel.end === null || dialect.comment.length > 0) return null;
    const counted = countPlainRows(
      context,
      dialect,
      this.path,
      morsel.start,
      morsel.end,
      morsel.range,
      plan.numFields > 1,
    );
    if (counted === null) return null;
    const state = this.stateAtStart(() => plainTransition(dialect, counted.last));
    return state === QUOTED ? 0 : counted.rows;
  }

  private openAt(position: number): ByteSource {
    const { context, path, plan } = this;
    if (plan.compression !== "gzip") return openSource(context.files, path, plan.compression, position);
    const source = new GzipSource(context, path);
    discard(source, position);
    return source;
  }

  /** Where the first row of the range begins, in the window; at or behind its end if none does. */
  private firstRow(lead: number): number {
    const { context, dialect, morsel, window } = this;
    const { separator, quote, eol } = dialect;
    const to = Math.min(window.length, (morsel.end ?? 0) - window.position);
    let state = this.stateAtStart(() => rangeTransition(context, dialect, window.base, lead, to, morsel.range === 0));
    if (morsel.range === 0) return 0;
    const before = context.bytes[window.base]!;
    if (state === null) state = before === eol ? FIELD_START : 1;
    if (state === FIELD_START && before === eol) return lead;
    const found = context.kernels.csv_row_end(window.base, lead, window.length, separator, quote, eol, state);
    // The window reaches behind the range: a row without an end in it leaves none that begins here.
    return found < 0 ? window.length : found;
  }

  private stateAtStart(transition: () => number): number | null {
    const { context, dialect, plan, morsel } = this;
    if (plan.states === null || morsel.end === null) return null;
    const descriptor = context.files.open(this.path);
    try {
      const states = new RangeStates(plan.states, context, dialect, plan, descriptor);
      states.publish(morsel.range, transition());
      return states.stateAt(morsel.range);
    } finally {
      context.files.close(descriptor);
    }
  }

  /** The end of the range in the window, which moves. */
  private readonly end = (): number =>
    this.morsel.end === null ? Number.POSITIVE_INFINITY : this.morsel.end - this.window.position;

  beginBatch(maxRows: number): number {
    if (this.closed || maxRows <= 0) return 0;
    const numRows = this.parsers.length === 0 ? this.count(maxRows) : this.cut(maxRows);
    this.counters.rows += numRows;
    if (this.morsel.end === null) {
      const before = this.plan.compression === "none" ? this.morsel.start : 0;
      this.counters.bytesRead = before + this.source.bytesTaken;
    }
    return numRows;
  }

  private cut(maxRows: number): number {
    if (this.cutter === null || maxRows > this.cutterRows) {
      this.cutter?.close();
      const { context, dialect, options, window, plan } = this;
      this.cutterRows = maxRows;
      const describe = (offset: number): FilePosition => this.positionOf(offset);
      this.cutter = new RowCutter(context, dialect, options, window, plan.numFields, maxRows, describe);
    }
    this.cutter.next = this.next;
    const numRows = this.cutter.cut(maxRows, this.end);
    this.next = this.cutter.next;
    return numRows;
  }

  /** Rows alone: by counting line ends, and by cutting where that is not enough. */
  private count(maxRows: number): number {
    if (this.counted !== null) {
      const numRows = Math.min(maxRows, this.counted);
      this.counted -= numRows;
      return numRows;
    }
    const { context, dialect, window, plan } = this;
    const limit = Math.min(window.length, this.end());
    if (this.next < limit && dialect.comment.length === 0) {
      const { separator, quote, eol } = dialect;
      const result = this.countResult();
      const skipBlank = plan.numFields > 1 ? 1 : 0;
      context.kernels.csv_count(window.base, this.next, limit, separator, quote, eol, skipBlank, maxRows, result);
      const view = new DataView(context.bytes.buffer, context.bytes.byteOffset + result, 12);
      this.next = view.getUint32(4, true);
      const numRows = view.getUint32(0, true);
      if (numRows > 0) return numRows;
    }
    return this.cut(maxRows);
  }

  private countBlock = 0;
  private countResult(): number {
    if (this.countBlock === 0) this.countBlock = this.context.allocator.alloc(16) >>> 0;
    return this.countBlock;
  }

  load(column: number, out: Vector, selection: number, selectedRows: number): void {
    const parser = this.parsers[column]!;
    const { rows } = this.cutter!;
    const textBytes = this.next - this.cutter!.rowStart(0);
    const maxBad = this.options.ignoreErrors ? MAX_EXAMPLES - this.counters.firstRejected.length : 1;
    const bad = parser.load(this.window.base, textBytes, rows, out, selection, selectedRows, maxBad);
    if (bad === null) return;
    this.counters.rejectedRows += bad.count;
    for (const value of bad.first) this.reject(parser, value);
  }

  private reject(parser: ColumnParser, bad: BadValue): void {
    const raw = this.context.bytes.slice(bad.address, bad.address + Math.min(bad.length, 4 * MAX_SHOWN));
    const value = new TextDecoder().decode(raw).slice(0, MAX_SHOWN);
    const { counters } = this;
    const wanted = counters.firstRejected.length < MAX_EXAMPLES || !this.options.ignoreErrors;
    const position = wanted ? this.positionOf(bad.address - this.window.base) : { file: this.path };
    const at = { ...position, column: parser.name };
    if (!this.options.ignoreErrors) {
      if (parser.typeName === "String" || parser.typeName === "Categorical") {
        throw new CorruptFileError(at, "The text is not valid UTF-8");
      }
      throw new ParseError({ ...at, value, type: parser.typeName });
    }
    if (!wanted) return;
    counters.firstRejected.push({
      file: this.path,
      row: position.row ?? null,
      column: parser.name,
      byte: position.byte ?? null,
      message: `${JSON.stringify(value)} is no ${parser.typeName}`,
    });
  }

  /** The line and byte of a place in the window. Lines before it are counted only now: the file is read again up to it. */
  private positionOf(offset: number): FilePosition {
    const { context, window } = this;
    this.linesAtStart ??= this.linesBefore(this.morsel.range > 0 ? this.morsel.start - 1 : this.morsel.start);
    const inWindow = context.kernels.csv_count_byte(window.base, offset, this.dialect.eol);
    return {
      file: this.path,
      row: 1 + this.linesAtStart + window.linesBefore + inWindow,
      byte: window.position + offset,
    };
  }

  private linesBefore(position: number): number {
    const source = openSource(this.context.files, this.path, this.plan.compression);
    const chunk = new Uint8Array(256 * 1024);
    let lines = 0;
    try {
      for (let left = position; left > 0; ) {
        const length = source.read(chunk, 0, Math.min(left, chunk.length));
        if (length === 0) break;
        for (let i = 0; i < length; i++) if (chunk[i] === this.dialect.eol) lines++;
        left -= length;
      }
    } finally {
      source.close();
    }
    return lines;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.cutter?.close();
    for (const parser of this.parsers) parser.close();
    if (this.countBlock !== 0) this.context.allocator.free(this.countBlock);
    this.window.close();
  }
}
