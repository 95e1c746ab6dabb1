const MAGIC_1 = 0x1f;
const MAGIC_2 = 0x8b;
const DEFLATE = 8;
/** Flags of a member's header (RFC 1952): a checksum of it, extra fields, a name, a comment; the rest is reserved. */
const FLAG_CHECKSUM = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;
const FLAGS_RESERVED = 0xe0;
const FIXED_BYTES = 10;

/** Bytes behind a member's data: checksum and length. */
export const GZIP_TRAILER_BYTES = 8;

/** The length of the gzip header at [from, to), or null where there is none, or not all of it. */
export function gzipHeaderLength(bytes: Uint8Array, from: number, to: number): number | null {
  if (to - from < FIXED_BYTES || bytes[from] !== MAGIC_1 || bytes[from + 1] !== MAGIC_2) return null;
  const flags = bytes[from + 3]!;
  if (bytes[from + 2] !== DEFLATE || (flags & FLAGS_RESERVED) !== 0) return null;
  let at = from + FIXED_BYTES;
  if (flags & FLAG_EXTRA) at += at + 2 > to ? 2 : 2 + bytes[at]! + 256 * bytes[at + 1]!;
  for (const flag of [FLAG_NAME, FLAG_COMMENT]) {
    if ((flags & flag) === 0) continue;
    while (at < to && bytes[at] !== 0) at++;
    at++;
  }
  if (flags & FLAG_CHECKSUM) at += 2;
  return at <= to ? at - from : null;
}
