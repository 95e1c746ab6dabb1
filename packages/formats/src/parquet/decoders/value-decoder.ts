import type { OpenChunk } from "../reader/chunk.ts";

/** Decodes the values (nulls left out) of a page, in order. Counts are at most BATCH_ROWS. */
export interface ValueDecoder {
  /** Writes the next `count` values densely at `out`; throws CorruptFileError where the page has fewer. */
  read(count: number, out: number): void;
  /** Passes over values. */
  skip(count: number): void;
}

/** The values of a page in the arena. */
export interface ValueRange {
  readonly start: number;
  readonly end: number;
  /** Where the page lies in the file, for messages. */
  readonly byte: number;
}

/** Memory that the decoders of a morsel share: contents do not outlive a call. */
export interface Scratch {
  /** Room for BATCH_ROWS u32. */
  readonly codes: number;
  /** Room for BATCH_ROWS values of 16 bytes. */
  readonly values: number;
}

/** What a decoder is made of. */
export interface DecoderInput {
  readonly chunk: OpenChunk;
  readonly range: ValueRange;
  readonly scratch: Scratch;
}
