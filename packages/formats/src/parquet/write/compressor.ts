import { UnsupportedError } from "@millrace/core";
import type { KernelExports } from "@millrace/kernels";
import type { Scratch } from "../../write/scratch.ts";
import { zlib } from "../../zlib.ts";
import type { ParquetCompression, ResolvedParquetWriteOptions } from "./write-options.ts";

/** The codes of the codecs in the footer. */
export const CODEC: Readonly<Record<ParquetCompression, number>> = { uncompressed: 0, snappy: 1, zstd: 6 };

/** Compresses a page's bytes in the arena into memory of its own. */
export type Compress = (page: number, byteLength: number) => Uint8Array;

const SNAPPY_TABLE_BYTES = 32768;

/** The compressor that the options ask for. Throws UnsupportedError where this Node has no zstd. */
export function openCompressor(
  kernels: KernelExports,
  scratch: Scratch,
  options: ResolvedParquetWriteOptions,
): Compress {
  switch (options.compression) {
    case "uncompressed":
      return (page, byteLength) => scratch.copyOut(page, byteLength);
    case "snappy":
      return (page, byteLength) => {
        const table = scratch.buffer("snappy table", SNAPPY_TABLE_BYTES);
        const out = scratch.buffer("snappy", 32 + byteLength + Math.ceil(byteLength / 6));
        return scratch.copyOut(out, kernels.pqw_snappy(page, byteLength, out, table));
      };
    case "zstd": {
      const { constants, zstdCompressSync } = zlib();
      if (typeof zstdCompressSync !== "function") {
        throw new UnsupportedError(
          'This Node has no zstd compression: use Node 22.15 or newer, or compression: "snappy"',
        );
      }
      const params = { [constants.ZSTD_c_compressionLevel]: options.compressionLevel };
      return (page, byteLength) => zstdCompressSync(scratch.bytes.subarray(page, page + byteLength), { params });
    }
  }
}
