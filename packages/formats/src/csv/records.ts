import { CorruptFileError } from "@millrace/core";
import type { ByteSource } from "./byte-source.ts";
import type { CsvDialect } from "./options.ts";

/** One record of text, for headers and samples. */
export interface TextRecord {
  readonly fields: readonly string[];
  /** Whether the field stood in quotes. */
  readonly quoted: readonly boolean[];
  /** A line without a byte, apart from its end. */
  readonly blank: boolean;
}

/** The longest record that a header or sample may have, in bytes. */
const MAX_RECORD_BYTES = 64 * 1024 * 1024;

/** Reads records one by one with the exact automaton of the kernels, in plain JavaScript: for headers and samples. */
export class RecordReader {
  private readonly source: ByteSource;
  private readonly dialect: CsvDialect;
  private readonly file: string;
  private readonly decoder: InstanceType<typeof TextDecoder>;
  private buffer: Uint8Array<ArrayBuffer>;
  private start = 0;
  private end = 0;
  /** Byte position of the next record in the text. */
  offset: number;

  /** `strict`: bytes that are no UTF-8 are an error; otherwise they read as U+FFFD. */
  constructor(source: ByteSource, dialect: CsvDialect, file: string, offset: number, strict: boolean) {
    this.source = source;
    this.dialect = dialect;
    this.file = file;
    this.offset = offset;
    this.buffer = new Uint8Array(32 * 1024);
    this.decoder = new TextDecoder("utf-8", { fatal: strict, ignoreBOM: true });
  }

  /** Drops the byte order mark of UTF-8, if the text begins with one. */
  skipByteOrderMark(): void {
    while (this.end - this.start < 3 && this.more());
    const [a, b, c] = this.buffer.subarray(this.start, this.end);
    if (this.end - this.start >= 3 && a === 0xef && b === 0xbb && c === 0xbf) this.advance(3);
  }

  /** Drops one raw line; false at the end of the text. */
  skipLine(): boolean {
    const length = this.find((at) => this.buffer[at] === this.dialect.eol);
    if (length === 0) return false;
    this.advance(length);
    return true;
  }

  /** The next record without comments, or null at the end of the text. Throws a CorruptFileError where a quote never ends. */
  next(): TextRecord | null {
    while (this.startsWithComment()) if (!this.skipLine()) return null;
    const { separator, quote, eol } = this.dialect;
    let fieldStart = true;
    let state: "unquoted" | "quoted" | "quoteInQuoted" = "unquoted";
    const borders: number[] = [];
    const length = this.find((at) => {
      const c = this.buffer[at]!;
      if (state !== "quoted" && (c === separator || c === eol)) {
        borders.push(at - this.start);
        fieldStart = true;
        state = "unquoted";
        return c === eol;
      }
      if (c === quote) {
        if (fieldStart || state === "quoteInQuoted") state = "quoted";
        else if (state === "quoted") state = "quoteInQuoted";
      } else if (state === "quoteInQuoted") state = "unquoted";
      fieldStart = false;
      return false;
    });
    if (length === 0) return null;
    if ((state as string) === "quoted") {
      throw new CorruptFileError({ file: this.file, byte: this.offset }, "A quoted field is not closed");
    }
    if (borders.at(-1) !== length - 1 || this.buffer[this.start + length - 1] !== eol) borders.push(length);
    const record = this.recordOf(borders);
    this.advance(length);
    return record;
  }

  private recordOf(borders: readonly number[]): TextRecord {
    const fields: string[] = [];
    const quoted: boolean[] = [];
    let from = 0;
    for (const [index, border] of borders.entries()) {
      let to = border;
      const last = index === borders.length - 1;
      if (last && this.dialect.eol === 10 && to > from && this.buffer[this.start + to - 1] === 13) to--;
      const isQuoted = to - from > 1 && this.buffer[this.start + from] === this.dialect.quote;
      fields.push(
        isQuoted ? this.unquote(from, to) : this.text(this.buffer.subarray(this.start + from, this.start + to)),
      );
      quoted.push(isQuoted);
      from = border + 1;
    }
    return { fields, quoted, blank: fields.length === 1 && fields[0] === "" && !quoted[0] };
  }

  private unquote(from: number, to: number): string {
    const bytes = new Uint8Array(to - from);
    const { quote } = this.dialect;
    let length = 0;
    let inside = true;
    for (let at = this.start + from + 1; at < this.start + to; at++) {
      const c = this.buffer[at]!;
      if (inside && c === quote) {
        if (at + 1 < this.start + to && this.buffer[at + 1] === quote) at++;
        else {
          inside = false;
          continue;
        }
      }
      bytes[length++] = c;
    }
    return this.text(bytes.subarray(0, length));
  }

  private text(bytes: Uint8Array): string {
    try {
      return this.decoder.decode(bytes);
    } catch {
      throw new CorruptFileError({ file: this.file, byte: this.offset }, "The text is not valid UTF-8");
    }
  }

  private startsWithComment(): boolean {
    const { comment } = this.dialect;
    if (comment.length === 0) return false;
    while (this.end - this.start < comment.length) if (!this.more()) return false;
    return comment.every((byte, i) => this.buffer[this.start + i] === byte);
  }

  /** Bytes up to and with the first for which `isLast`, or all that are left. */
  private find(isLast: (at: number) => boolean): number {
    for (let length = 0; ; length++) {
      if (this.start + length === this.end && !this.more()) return length;
      if (isLast(this.start + length)) return length + 1;
    }
  }

  private more(): boolean {
    if (this.start > 0) {
      this.buffer.copyWithin(0, this.start, this.end);
      this.end -= this.start;
      this.start = 0;
    }
    if (this.end === this.buffer.length) {
      if (this.buffer.length >= MAX_RECORD_BYTES) {
        const reason = `A record is longer than ${MAX_RECORD_BYTES} bytes; check the quotes`;
        throw new CorruptFileError({ file: this.file, byte: this.offset }, reason);
      }
      const larger = new Uint8Array(this.buffer.length * 2);
      larger.set(this.buffer);
      this.buffer = larger;
    }
    const length = this.source.read(this.buffer, this.end, this.buffer.length - this.end);
    this.end += length;
    return length > 0;
  }

  private advance(length: number): void {
    this.start += length;
    this.offset += length;
  }
}
