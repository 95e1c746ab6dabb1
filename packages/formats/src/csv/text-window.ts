import { CorruptFileError, pointer } from "@millrace/core";
import type { ReadContext } from "../format.ts";
import type { ByteSource } from "./byte-source.ts";

/** The longest row, in bytes: beyond it an unclosed quote is more likely than a row. */
const MAX_ROW_BYTES = 256 * 1024 * 1024;
/** Bytes that kernels may read behind the text. */
const SLACK = 64;

/** A part of a file's text in the arena, moved forward through the file. Offsets are relative to `base`. */
export class TextWindow {
  base: number;
  /** Behind the last byte of text. */
  length = 0;
  /** Position in the text of the file of the byte at `base`. */
  position: number;
  /** No byte of the file lies behind `length`; the text then ends with a line end, which may have been added. */
  ended = false;
  /** Line ends dropped so far. */
  linesBefore = 0;
  private capacity: number;
  private readonly context: ReadContext;
  private readonly source: ByteSource;
  private readonly file: string;
  private readonly eol: number;

  constructor(context: ReadContext, source: ByteSource, file: string, eol: number, capacity: number, position: number) {
    this.context = context;
    this.source = source;
    this.file = file;
    this.eol = eol;
    this.capacity = capacity;
    this.position = position;
    this.base = pointer(context.allocator.alloc(capacity + SLACK));
  }

  /** Appends up to `wanted` bytes of the file. */
  read(wanted: number): void {
    const length = Math.min(wanted, this.capacity - this.length);
    const { bytes } = this.context;
    const read = this.source.read(bytes, this.base + this.length, length);
    this.length += read;
    if (read < length) this.end();
  }

  private end(): void {
    this.ended = true;
    const { bytes } = this.context;
    // In the slack: an end of line where the last row has none, and two more for what looks behind a quote.
    if (this.length > 0 && bytes[this.base + this.length - 1] !== this.eol) bytes[this.base + this.length++] = this.eol;
    bytes.fill(this.eol, this.base + this.length, this.base + this.length + 2);
  }

  /** Drops the text before `from` and reads more behind the rest, which is then at the front. Throws for a row without an end. */
  advance(from: number, wanted: number): void {
    const { bytes, kernels, allocator } = this.context;
    const kept = this.length - from;
    if (from > 0) {
      this.linesBefore += kernels.csv_count_byte(this.base, from, this.eol);
      bytes.copyWithin(this.base, this.base + from, this.base + this.length);
      this.position += from;
      this.length = kept;
    } else if (kept === this.capacity) {
      if (this.capacity * 2 > MAX_ROW_BYTES) {
        const reason = `A row is longer than ${MAX_ROW_BYTES / 2} bytes; check the quotes`;
        throw new CorruptFileError({ file: this.file, byte: this.position }, reason);
      }
      const larger = pointer(allocator.alloc(this.capacity * 2 + SLACK));
      this.context.bytes.copyWithin(larger, this.base, this.base + kept);
      allocator.free(this.base);
      this.base = larger;
      this.capacity *= 2;
    }
    this.read(Math.max(wanted, kept));
  }

  close(): void {
    this.source.close();
    this.context.allocator.free(this.base);
  }
}
