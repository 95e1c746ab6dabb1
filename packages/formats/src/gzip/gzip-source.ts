import {
  CorruptFileError,
  INFLATE_CORRUPT,
  INFLATE_CRC,
  INFLATE_END,
  INFLATE_INPUT,
  INFLATE_OUTPUT,
  INFLATE_STATE_SIZE,
  pointer,
} from "@millrace/core";
import type { ByteSource } from "../csv/byte-source.ts";
import type { ReadContext } from "../format.ts";
import { GZIP_TRAILER_BYTES, gzipHeaderLength } from "./header.ts";

/** Compressed bytes at hand: so few that no call of the decoder is long, more than a header or the head of a block. */
const INPUT_BYTES = 16 * 1024;
/** How far back deflate copies. */
const HISTORY_BYTES = 32 * 1024;
/** Text of one call; with the rest of the block it stays in the second-level cache. */
const OUTPUT_BYTES = 160 * 1024;

/** The text of a gzip file, members one after another, decompressed by the kernels. Checks lengths and checksums. */
export class GzipSource implements ByteSource {
  private readonly context: ReadContext;
  private readonly path: string;
  private readonly descriptor: number;
  private readonly state: number;
  private readonly input: number;
  private readonly output: number;
  private position = 0;
  private fileEnded = false;
  /** Compressed bytes not used yet. */
  private inputFrom: number;
  private inputTo: number;
  /** Text not taken yet. */
  private from: number;
  private to: number;
  private inMember = false;
  private members = 0;
  /** Of the member: text in front of `from`, its length modulo 2^32 and its checksum. */
  private history = 0;
  private memberLength = 0;
  private checksum = 0;

  constructor(context: ReadContext, path: string) {
    this.context = context;
    this.path = path;
    this.descriptor = context.files.open(path);
    const size = INFLATE_STATE_SIZE + INPUT_BYTES + HISTORY_BYTES + OUTPUT_BYTES;
    this.state = pointer(context.allocator.alloc(size));
    this.input = this.state + INFLATE_STATE_SIZE;
    this.output = this.input + INPUT_BYTES + HISTORY_BYTES;
    this.inputFrom = this.inputTo = this.input;
    this.from = this.to = this.output;
    context.kernels.crc32_tables(this.state + INFLATE_CRC);
  }

  get bytesTaken(): number {
    return this.position;
  }

  read(target: Uint8Array, offset: number, length: number): number {
    let done = 0;
    while (done < length) {
      if (this.from === this.to && !this.produce()) break;
      const take = Math.min(length - done, this.to - this.from);
      target.set(this.context.bytes.subarray(this.from, this.from + take), offset + done);
      this.from += take;
      done += take;
    }
    return done;
  }

  /** Decompresses more text, which may be none; false at the end of the file. */
  private produce(): boolean {
    if (!this.inMember && !this.openMember()) return false;
    const { context, state, output } = this;
    const { bytes, kernels } = context;
    bytes.copyWithin(output - this.history, this.to - this.history, this.to);
    const isLast = this.fileEnded ? 1 : 0;
    const first = output - this.history;
    const end = output + OUTPUT_BYTES;
    const status = kernels.inflate(state, this.inputFrom, this.inputTo, isLast, first, output, end);
    if (status === INFLATE_CORRUPT) throw this.damaged("no deflate data, or cut off");
    this.inputFrom = this.word(state + INFLATE_INPUT);
    this.from = output;
    this.to = this.word(state + INFLATE_OUTPUT);
    const length = this.to - output;
    this.history = Math.min(HISTORY_BYTES, this.history + length);
    this.memberLength = (this.memberLength + length) % 2 ** 32;
    this.checksum = kernels.crc32(state + INFLATE_CRC, this.checksum, output, length) >>> 0;
    if (status === INFLATE_END) this.closeMember();
    else if (this.inputTo - this.inputFrom < INPUT_BYTES / 2) this.refill();
    return true;
  }

  /** Passes over the header of the next member; false where the file ends. Zeros behind a member fill up the file. */
  private openMember(): boolean {
    const { bytes, kernels } = this.context;
    this.refill();
    while (this.members > 0 && this.inputFrom < this.inputTo && bytes[this.inputFrom] === 0) {
      this.inputFrom++;
      if (this.inputFrom === this.inputTo) this.refill();
    }
    if (this.inputFrom === this.inputTo) return false;
    const length = gzipHeaderLength(bytes, this.inputFrom, this.inputTo);
    if (length === null) throw this.damaged(this.members === 0 ? "no header" : "something else behind the data");
    this.inputFrom += length;
    kernels.inflate_init(this.state);
    this.inMember = true;
    this.members++;
    this.history = this.memberLength = this.checksum = 0;
    return true;
  }

  private closeMember(): void {
    this.refill();
    if (this.inputTo - this.inputFrom < GZIP_TRAILER_BYTES) throw this.damaged("cut off");
    if (this.word(this.inputFrom) !== this.checksum) throw this.damaged("the checksum differs");
    if (this.word(this.inputFrom + 4) !== this.memberLength) throw this.damaged("the length differs");
    this.inputFrom += GZIP_TRAILER_BYTES;
    this.inMember = false;
  }

  /** Reads compressed bytes behind those that are left. */
  private refill(): void {
    if (this.fileEnded) return;
    const { bytes, files } = this.context;
    bytes.copyWithin(this.input, this.inputFrom, this.inputTo);
    this.inputTo -= this.inputFrom - this.input;
    this.inputFrom = this.input;
    const wanted = this.input + INPUT_BYTES - this.inputTo;
    const length = files.readInto(this.descriptor, bytes, this.inputTo, wanted, this.position);
    this.position += length;
    this.inputTo += length;
    this.fileEnded = length < wanted;
  }

  private damaged(reason: string): CorruptFileError {
    const byte = this.position - (this.inputTo - this.inputFrom);
    return new CorruptFileError({ file: this.path, byte }, `The gzip data is damaged (${reason})`);
  }

  private word(address: number): number {
    const { bytes } = this.context;
    return new DataView(bytes.buffer, bytes.byteOffset + address, 4).getUint32(0, true);
  }

  close(): void {
    this.context.files.close(this.descriptor);
    this.context.allocator.free(this.state);
  }
}
