import { CorruptFileError, UnsupportedError } from "@millrace/core";
import type { LocalFiles } from "@millrace/storage";
import { openGunzip } from "./gunzip.ts";
import { Unzstd, ZstdError } from "./unzstd.ts";

/** Bytes from front to back. */
export interface ByteSource {
  /** Fills up to `length` bytes of `target` from `offset` on; fewer only at the end. Throws a typed error for a damaged file. */
  read(target: Uint8Array, offset: number, length: number): number;
  /** Bytes of the file itself taken so far, compressed where it is. */
  readonly bytesTaken: number;
  close(): void;
}

/** How a file's bytes are stored, by its first bytes. */
export type Compression = "none" | "gzip" | "zstd";

/** The compression of a file. Throws an UnsupportedError for compressions and encodings that are not read. */
export function compressionOf(files: LocalFiles, path: string): Compression {
  const head = new Uint8Array(4);
  const descriptor = files.open(path);
  let length: number;
  try {
    length = files.readInto(descriptor, head, 0, 4, 0);
  } finally {
    files.close(descriptor);
  }
  const [a, b, c, d] = head;
  if (length >= 2 && a === 0x1f && b === 0x8b) return "gzip";
  if (length >= 4 && isZstd(head)) return "zstd";
  const unsupported =
    length >= 3 && a === 0x42 && b === 0x5a && c === 0x68 && d! >= 0x31 && d! <= 0x39
      ? "bzip2 compression"
      : length >= 2 && ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))
        ? "UTF-16"
        : null;
  if (unsupported === null) return "none";
  throw new UnsupportedError(
    `CSV in ${unsupported} is not read: ${path}. Convert the file to UTF-8, plain, gzip or zstd`,
    {
      path,
    },
  );
}

/** A zstd frame, or a skippable one before it. */
function isZstd(head: Uint8Array): boolean {
  const magic = new DataView(head.buffer).getUint32(0, true);
  return magic === 0xfd2f_b528 || (magic & ~15) >>> 0 === 0x184d_2a50;
}

/** Opens a file at a byte position of its (decompressed) text, without an arena: for heads and samples. */
export function openSource(files: LocalFiles, path: string, compression: Compression, position = 0): ByteSource {
  if (compression === "none") return plainSource(files, path, position);
  const source = compression === "gzip" ? gzipSource(files, path) : zstdSource(files, path);
  discard(source, position);
  return source;
}

/** Passes over bytes of a source; fewer if it ends before. */
export function discard(source: ByteSource, byteLength: number): void {
  const discarded = new Uint8Array(Math.min(byteLength, 64 * 1024));
  for (let left = byteLength; left > 0; ) {
    const length = source.read(discarded, 0, Math.min(left, discarded.length));
    if (length === 0) break;
    left -= length;
  }
}

function plainSource(files: LocalFiles, path: string, start: number): ByteSource {
  const descriptor = files.open(path);
  let position = start;
  return {
    read(target, offset, length) {
      const read = files.readInto(descriptor, target, offset, length, position);
      position += read;
      return read;
    },
    get bytesTaken() {
      return position - start;
    },
    close: () => files.close(descriptor),
  };
}

/** Compressed bytes fed at a time; deflate expands at most 1032 times, so this bounds what waits to be taken. */
const COMPRESSED_STEP = 8 * 1024;

function gzipSource(files: LocalFiles, path: string): ByteSource {
  const descriptor = files.open(path);
  const compressed = new Uint8Array(COMPRESSED_STEP);
  const waiting: Uint8Array[] = [];
  let used = 0;
  let position = 0;
  let ended = false;
  const gunzip = openGunzip((chunk) => {
    if (chunk.length > 0) waiting.push(chunk);
  });

  const feed = (): void => {
    const length = files.readInto(descriptor, compressed, 0, COMPRESSED_STEP, position);
    position += length;
    ended = length < COMPRESSED_STEP;
    try {
      gunzip.push(compressed.slice(0, length), ended);
    } catch (error) {
      throw new CorruptFileError(
        { file: path, byte: position - length },
        `The gzip data is damaged (${(error as Error).message})`,
      );
    }
  };

  return {
    read(target, offset, length) {
      let done = 0;
      while (done < length) {
        const chunk = waiting[0];
        if (chunk === undefined) {
          if (ended) break;
          feed();
          continue;
        }
        const take = Math.min(length - done, chunk.length - used);
        target.set(chunk.subarray(used, used + take), offset + done);
        done += take;
        used += take;
        if (used === chunk.length) {
          waiting.shift();
          used = 0;
        }
      }
      return done;
    },
    get bytesTaken() {
      return position;
    },
    close: () => files.close(descriptor),
  };
}

function zstdSource(files: LocalFiles, path: string): ByteSource {
  const descriptor = files.open(path);
  let position = 0;
  let isOpen = true;
  const stream = new Unzstd((target, offset, length) => {
    const read = files.readInto(descriptor, target, offset, length, position);
    position += read;
    return read;
  });
  return {
    read(target, offset, length) {
      let done = 0;
      try {
        for (let part = stream.take(length); part.length > 0; part = stream.take(length - done)) {
          target.set(part, offset + done);
          done += part.length;
          if (done === length) break;
        }
      } catch (error) {
        if (!(error instanceof ZstdError)) throw error;
        if (error.kind === "corrupt") {
          throw new CorruptFileError({ file: path, byte: position }, `The zstd data is damaged (${error.message})`);
        }
        const advice = "Compress the file again, at a level up to 19 and without a long window or a dictionary";
        throw new UnsupportedError(`The zstd data is not read, as ${error.message}: ${path}. ${advice}`, { path });
      }
      return done;
    },
    get bytesTaken() {
      return position;
    },
    close() {
      files.close(descriptor);
      if (isOpen) stream.close();
      isOpen = false;
    },
  };
}
