// Snappy's block format: varint length, then literals and copies. Blocks of 64 KiB are matched on their own, so that
// positions fit 16 bits of the hash table (16,384 u16, handed in).

import { copyBytes } from "../bytes/copy";

const BLOCK: usize = 65536;
const TABLE_BITS: u32 = 14;

@inline
function hash4(v: u32): usize {
  return <usize>((v * 0x1e35a7bd) >> (32 - TABLE_BITS));
}

@inline
function writeLiteral(p: usize, from: usize, length: usize): usize {
  if (length == 0) return p;
  const n = length - 1;
  if (n < 60) store<u8>(p++, <u8>(n << 2));
  else if (n < 256) {
    store<u8>(p++, 60 << 2);
    store<u8>(p++, <u8>n);
  } else {
    store<u8>(p++, 61 << 2);
    store<u16>(p, <u16>n);
    p += 2;
  }
  copyBytes(p, from, length);
  return p + length;
}

@inline
function writeCopy(p: usize, offset: usize, length: usize): usize {
  // Long matches go out in pieces of 64, the last two such that none is shorter than 4.
  while (length >= 68) {
    store<u8>(p, (63 << 2) | 2);
    store<u16>(p + 1, <u16>offset);
    p += 3;
    length -= 64;
  }
  if (length > 64) {
    store<u8>(p, (59 << 2) | 2);
    store<u16>(p + 1, <u16>offset);
    p += 3;
    length -= 60;
  }
  if (length < 12 && offset < 2048) {
    store<u8>(p, <u8>(((offset >> 8) << 5) | ((length - 4) << 2) | 1));
    store<u8>(p + 1, <u8>offset);
    return p + 2;
  }
  store<u8>(p, <u8>(((length - 1) << 2) | 2));
  store<u16>(p + 1, <u16>offset);
  return p + 3;
}

function compressBlock(block: usize, end: usize, out: usize, table: usize): usize {
  memory.fill(table, 0, (<usize>2) << TABLE_BITS);
  let p = out;
  let literal = block;
  let at = block;
  // The hash reads 4 bytes and the match loop 8 at a time: the tail goes out as a literal.
  const limit = end - block < 16 ? block : end - 15;
  let misses: usize = 32;
  while (at < limit) {
    const word = load<u32>(at);
    const slot = table + (hash4(word) << 1);
    const candidate = block + <usize>load<u16>(slot);
    store<u16>(slot, <u16>(at - block));
    if (candidate >= at || load<u32>(candidate) != word) {
      // Incompressible data is passed over in growing steps.
      at += misses++ >> 5;
      continue;
    }
    misses = 32;
    let length: usize = 4;
    while (at + length + 8 <= end) {
      const difference = load<u64>(at + length) ^ load<u64>(candidate + length);
      if (difference != 0) {
        length += <usize>(ctz<u64>(difference) >> 3);
        break;
      }
      length += 8;
    }
    p = writeLiteral(p, literal, at - literal);
    p = writeCopy(p, at - candidate, length);
    at += length;
    literal = at;
  }
  return writeLiteral(p, literal, end - literal);
}

/** Compresses; needs 32 + length + length / 6 bytes at `out` and 32 KiB at `table`. Returns the compressed length. */
export function pqw_snappy(src: usize, length: usize, out: usize, table: usize): usize {
  let p = out;
  let n = <u32>length;
  while (n >= 128) {
    store<u8>(p++, <u8>(n | 128));
    n >>= 7;
  }
  store<u8>(p++, <u8>n);
  for (let done: usize = 0; done < length; done += BLOCK) {
    p = compressBlock(src + done, src + min(done + BLOCK, length), p, table);
  }
  return p - out;
}
