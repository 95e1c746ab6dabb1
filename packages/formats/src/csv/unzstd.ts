import { ARENA_BASE } from "@millrace/core";
import type { KernelExports } from "@millrace/kernels";
import { instantiateKernels, loadKernels, parquetLayout } from "@millrace/kernels";

/** A block's output, at most. */
const MAX_BLOCK = 128 * 1024;
/** What matches may reach back over: larger windows are an error. Levels up to 19 have no more. */
const MAX_ZSTD_WINDOW = 8 * 1024 * 1024;
/** Compressed bytes that are held: a block, its head, and as much again, so that few reads are small. */
const INPUT_BYTES = 2 * MAX_BLOCK;
/** Kernels read so far behind what they are given. */
const SLACK = 64;
/** Decoders of a thread that are kept for the next file, at most. */
const MAX_IDLE = 1;

const STATE = ARENA_BASE;
const INPUT = STATE + parquetLayout.ZSTD_STATE_SIZE + SLACK;
const OUTPUT = INPUT + INPUT_BYTES + SLACK;
/** The window slides when half as much again is full. */
const OUTPUT_BYTES = MAX_ZSTD_WINDOW + MAX_ZSTD_WINDOW / 2;
const PAGES = Math.ceil((OUTPUT + OUTPUT_BYTES + SLACK) / 65_536);

const MAGIC = 0xfd2f_b528;
const SKIPPABLE = 0x184d_2a50;
/** A frame's head, at most: magic, flags, window, dictionary, size. */
const MAX_HEAD = 18;

/** What is wrong with a zstd stream; `kind` tells damage from what is not read. */
export class ZstdError extends Error {
  readonly kind: "corrupt" | "unsupported";

  constructor(kind: "corrupt" | "unsupported", message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Reads compressed bytes to a place, fewer than asked only at the end. */
type ReadInput = (target: Uint8Array, offset: number, length: number) => number;

const idle: Decoder[] = [];
let module: WebAssembly.Module | null = null;

/** Zstandard frames (RFC 8878), one behind the other, decoded block by block; checksums are passed over. */
export class Unzstd {
  readonly #decoder: Decoder;

  constructor(input: ReadInput) {
    this.#decoder = idle.pop() ?? new Decoder();
    this.#decoder.begin(input);
  }

  /** The next decoded bytes, at most `length`, until the next call; none at the end. Throws a ZstdError. */
  take(length: number): Uint8Array {
    return this.#decoder.take(length);
  }

  /** Gives the memory to the next stream. Called once. */
  close(): void {
    if (idle.length < MAX_IDLE) idle.push(this.#decoder);
  }
}

/** Kernels over a memory of their own, of which only what a window needs is ever touched. */
class Decoder {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #kernels: KernelExports;
  #read: ReadInput = () => 0;
  /** Compressed bytes that are there, and whether the file has no more. */
  #from = INPUT;
  #to = INPUT;
  #ended = false;
  /** Where the frame's output begins, what of the output was taken, and where it ends. */
  #base = OUTPUT;
  #taken = OUTPUT;
  #end = OUTPUT;
  #window = 0;
  #inFrame = false;
  #hasChecksum = false;
  /** Bytes that the frame still has to give; NaN where it does not say. */
  #left = Number.NaN;

  constructor() {
    const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
    module ??= loadKernels();
    this.#bytes = new Uint8Array(memory.buffer);
    this.#view = new DataView(memory.buffer);
    this.#kernels = instantiateKernels(module, memory);
  }

  begin(read: ReadInput): void {
    this.#read = read;
    this.#from = this.#to = INPUT;
    this.#base = this.#taken = this.#end = OUTPUT;
    this.#ended = this.#inFrame = false;
  }

  take(length: number): Uint8Array {
    while (this.#taken === this.#end && (this.#inFrame || this.#beginFrame())) this.#decodeBlock();
    const from = this.#taken;
    this.#taken = Math.min(this.#end, from + length);
    return this.#bytes.subarray(from, this.#taken);
  }

  /** Whether so many compressed bytes are there. */
  #has(length: number): boolean {
    if (this.#to - this.#from < length && !this.#ended) {
      this.#bytes.copyWithin(INPUT, this.#from, this.#to);
      this.#to -= this.#from - INPUT;
      this.#from = INPUT;
      const room = INPUT_BYTES - (this.#to - INPUT);
      const read = this.#read(this.#bytes, this.#to, room);
      this.#to += read;
      this.#ended = read < room;
    }
    return this.#to - this.#from >= length;
  }

  #need(length: number): void {
    if (!this.#has(length)) throw new ZstdError("corrupt", "it ends early");
  }

  /** Passes the head of the next frame; false at the end. */
  #beginFrame(): boolean {
    while (this.#has(8) && (this.#view.getUint32(this.#from, true) & ~15) >>> 0 === SKIPPABLE) this.#skipFrame();
    if (!this.#has(1)) return false;
    this.#need(6);
    if (this.#view.getUint32(this.#from, true) !== MAGIC) throw new ZstdError("corrupt", "a frame begins wrongly");
    const flags = this.#bytes[this.#from + 4]!;
    const single = (flags >> 5) & 1;
    const sizeBytes = [single, 2, 4, 8][flags >> 6]!;
    if ((flags & 8) !== 0) throw new ZstdError("corrupt", "a reserved bit is set");
    if ((flags & 3) !== 0) throw new ZstdError("unsupported", "it needs a dictionary");
    const headBytes = 6 - single + sizeBytes;
    this.#need(Math.min(headBytes, MAX_HEAD));
    this.#left = this.#contentSize(this.#from + 6 - single, sizeBytes);
    this.#window = single === 1 ? this.#left : windowSize(this.#bytes[this.#from + 5]!);
    if (this.#window > MAX_ZSTD_WINDOW) {
      throw new ZstdError("unsupported", `its window of ${this.#window} bytes is larger than ${MAX_ZSTD_WINDOW}`);
    }
    this.#from += headBytes;
    this.#hasChecksum = (flags & 4) !== 0;
    this.#inFrame = true;
    this.#base = this.#taken = this.#end = OUTPUT;
    this.#kernels.zstd_begin(STATE);
    return true;
  }

  /** The size of a frame's content, which is its window where it has no other. */
  #contentSize(at: number, sizeBytes: number): number {
    if (sizeBytes === 0) return Number.NaN;
    if (sizeBytes === 1) return this.#bytes[at]!;
    if (sizeBytes === 2) return this.#view.getUint16(at, true) + 256;
    return sizeBytes === 4 ? this.#view.getUint32(at, true) : Number(this.#view.getBigUint64(at, true));
  }

  #skipFrame(): void {
    let left = 8 + this.#view.getUint32(this.#from + 4, true);
    while (left > 0) {
      this.#need(1);
      const passed = Math.min(left, this.#to - this.#from);
      this.#from += passed;
      left -= passed;
    }
  }

  #decodeBlock(): void {
    this.#need(3);
    const head = this.#view.getUint16(this.#from, true) | (this.#bytes[this.#from + 2]! << 16);
    const [isLast, kind, size] = [(head & 1) === 1, (head >> 1) & 3, head >> 3];
    this.#from += 3;
    if (size > MAX_BLOCK || kind === 3) throw new ZstdError("corrupt", "a block has a wrong head");
    const stored = kind === 1 ? 1 : size;
    this.#need(stored);
    this.#slide();
    const [from, to, at] = [this.#from, this.#from + stored, this.#end];
    if (kind === 0) this.#bytes.copyWithin(at, from, to);
    else if (kind === 1) this.#bytes.fill(this.#bytes[from]!, at, at + size);
    this.#end = kind === 2 ? this.#kernels.zstd_block(STATE, from, to, this.#base, at, at + MAX_BLOCK) : at + size;
    if (this.#end === 0) throw new ZstdError("corrupt", "a block is damaged");
    this.#from = to;
    this.#left -= this.#end - at;
    if (!isLast) return;
    if (this.#left < 0 || this.#left > 0) throw new ZstdError("corrupt", "a frame has another size than it says");
    this.#inFrame = false;
    if (!this.#hasChecksum) return;
    this.#need(4);
    this.#from += 4;
  }

  /** Makes room for a block, all of the output being taken: what matches may reach moves to the front. */
  #slide(): void {
    const room = Math.max(2 * MAX_BLOCK, this.#window / 2);
    if (this.#end - OUTPUT + MAX_BLOCK <= this.#window + room) return;
    this.#bytes.copyWithin(OUTPUT, this.#end - this.#window, this.#end);
    this.#base = OUTPUT;
    this.#taken = this.#end = OUTPUT + this.#window;
  }
}

/** What the byte of a frame's head says. */
function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}
