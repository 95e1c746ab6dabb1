import { INFLATE_CRC, INFLATE_END, INFLATE_INPUT, INFLATE_OUTPUT, INFLATE_STATE_SIZE, pointer } from "@millrace/core";
import { parquetLayout } from "@millrace/kernels";
import { GZIP_TRAILER_BYTES, gzipHeaderLength } from "../../gzip/header.ts";
import { zlib } from "../../zlib.ts";
import { Codec, codecName } from "../metadata/constants.ts";
import type { OpenChunk } from "./chunk.ts";
import { corruptChunk, unsupportedChunk } from "./chunk.ts";

/** The largest page that is decompressed. */
const MAX_PAGE_SIZE = 1 << 30;

/**
 * What a codec can make of a byte at most, with a constant on top: a page that claims more is corrupt, and nothing is
 * allocated for it. Snappy copies 64 bytes by 3; LZ4 adds 255 a byte; deflate 1,032; zstd 128 KiB by a 4-byte RLE block.
 */
const maxRatios: Readonly<Record<number, number>> = {
  [Codec.uncompressed]: 1,
  [Codec.snappy]: 32,
  [Codec.gzip]: 1100,
  [Codec.brotli]: 1 << 20,
  [Codec.lz4]: 256,
  [Codec.zstd]: 1 << 16,
  [Codec.lz4Raw]: 256,
};

/** Throws where the sizes of a page's header cannot be true, or its codec is not read. */
export function checkPageSizes(chunk: OpenChunk, compressed: number, uncompressed: number, byte: number): void {
  const ratio = maxRatios[chunk.plan.codec];
  if (ratio === undefined) throw unsupportedChunk(chunk, `The compression codec ${codecName(chunk.plan.codec)}`);
  if (uncompressed > MAX_PAGE_SIZE || uncompressed > compressed * ratio + 1024) {
    throw corruptChunk(chunk, `A page of ${compressed} bytes cannot hold ${uncompressed}`, byte);
  }
}

/** Decompresses `length` bytes at `source` to exactly `size` bytes at `target`. `byte` is the place in the file. */
export function decompress(
  chunk: OpenChunk,
  source: number,
  length: number,
  target: number,
  size: number,
  byte: number,
): void {
  const { kernels } = chunk.context;
  const { codec } = chunk.plan;
  let written = -1;
  if (codec === Codec.snappy) written = kernels.snappy_decode(source, length, target, size);
  else if (codec === Codec.zstd) written = decodeZstd(chunk, source, length, target, size);
  else if (codec === Codec.lz4Raw) written = kernels.lz4_decode(source, length, target, size);
  else if (codec === Codec.lz4) written = decodeHadoopLz4(chunk, source, length, target, size);
  else if (codec === Codec.gzip) written = decodeGzip(chunk, source, length, target, size);
  else if (codec === Codec.brotli) written = decodeZlib(chunk, source, length, target, size);
  else throw unsupportedChunk(chunk, `The compression codec ${codecName(codec)}`);
  if (written !== size)
    throw corruptChunk(chunk, `A ${codecName(codec)} page does not decompress to ${size} bytes`, byte);
}

function decodeZstd(chunk: OpenChunk, source: number, length: number, target: number, size: number): number {
  const { allocator, kernels } = chunk.context;
  const state = allocator.alloc(parquetLayout.ZSTD_STATE_SIZE);
  const written = kernels.zstd_decode(state, source, length, target, size);
  allocator.free(state);
  return written;
}

/** Hadoop's framing: blocks with big-endian sizes, uncompressed and compressed; files without it hold a bare block. */
function decodeHadoopLz4(chunk: OpenChunk, source: number, length: number, target: number, size: number): number {
  const { bytes, kernels } = chunk.context;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let at = 0;
  let written = 0;
  while (length - at > 8) {
    const blockSize = view.getUint32(source + at);
    const blockLength = view.getUint32(source + at + 4);
    if (blockSize > size - written || blockLength > length - at - 8) break;
    if (kernels.lz4_decode(source + at + 8, blockLength, target + written, blockSize) !== blockSize) break;
    written += blockSize;
    at += 8 + blockLength;
  }
  return at === length && written === size ? written : kernels.lz4_decode(source, length, target, size);
}

/** One gzip member by the kernels; what else writers call GZIP (zlib's framing, several members) by node:zlib. */
function decodeGzip(chunk: OpenChunk, source: number, length: number, target: number, size: number): number {
  const { allocator, bytes, kernels } = chunk.context;
  const head = gzipHeaderLength(bytes, source, source + length);
  if (head === null) return decodeZlib(chunk, source, length, target, size);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const state = pointer(allocator.alloc(INFLATE_STATE_SIZE));
  try {
    kernels.inflate_init(state);
    const status = kernels.inflate(state, source + head, source + length, 1, target, target, target + size);
    if (status !== INFLATE_END) return -1;
    const trailer = view.getUint32(state + INFLATE_INPUT, true);
    const left = source + length - trailer;
    if (left > GZIP_TRAILER_BYTES) return decodeZlib(chunk, source, length, target, size);
    if (left < GZIP_TRAILER_BYTES) return -1;
    const written = view.getUint32(state + INFLATE_OUTPUT, true) - target;
    kernels.crc32_tables(state + INFLATE_CRC);
    const checksum = kernels.crc32(state + INFLATE_CRC, 0, target, written) >>> 0;
    return checksum === view.getUint32(trailer, true) ? written : -1;
  } finally {
    allocator.free(state);
  }
}

function decodeZlib(chunk: OpenChunk, source: number, length: number, target: number, size: number): number {
  const { bytes } = chunk.context;
  // node:zlib does not take shared memory.
  const input = Buffer.from(bytes.slice(source, source + length));
  const { brotliDecompressSync, unzipSync } = zlib();
  const options = { maxOutputLength: Math.max(1, size) };
  try {
    const output = chunk.plan.codec === Codec.gzip ? unzipSync(input, options) : brotliDecompressSync(input, options);
    if (output.length !== size) return -1;
    bytes.set(output, target);
    return size;
  } catch {
    // Whatever zlib says of the bytes, the page is corrupt.
    return -1;
  }
}
