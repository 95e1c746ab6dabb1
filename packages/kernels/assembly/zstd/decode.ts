// Zstandard frames (RFC 8878) without dictionaries. Checksums are passed over.
import { huffman_four, huffman_one, huffman_read } from "./huffman";
import { sequences_run } from "./sequences";
import { HUFFMAN_LOG, LITERALS, LL_LOG, MAX_BLOCK, ML_LOG, NONE, OF_LOG, REPEAT_1, REPEAT_2, REPEAT_3 } from "./state";

const MAGIC: u32 = 0xfd2fb528;
const SKIPPABLE: u32 = 0x184d2a50;

/** Forgets the tables of another frame. */
export function zstd_begin(state: usize): void {
  store<u32>(state, NONE, LL_LOG);
  store<u32>(state, NONE, ML_LOG);
  store<u32>(state, NONE, OF_LOG);
  store<u32>(state, 0, HUFFMAN_LOG);
  store<u32>(state, 1, REPEAT_1);
  store<u32>(state, 4, REPEAT_2);
  store<u32>(state, 8, REPEAT_3);
}

/**
 * Decodes the literals section and then the sequences of a compressed block at [p, end), the next of its frame. Output goes to `d`,
 * before `limit`; matches reach back to `base`. Returns the output's end, or 0 if the block is corrupt or too large.
 */
export function zstd_block(state: usize, p: usize, end: usize, base: usize, d: usize, limit: usize): usize {
  if (end - p < 2) return 0;
  let head = <u32>load<u8>(p);
  let type = head & 3;
  let format = (head >> 2) & 3;
  let literals = state + LITERALS;
  let size: usize;
  if (type < 2) {
    if ((format & 1) == 0) {
      size = head >> 3;
      p += 1;
    } else if (format == 1) {
      size = <usize>load<u16>(p) >> 4;
      p += 2;
    } else {
      if (end - p < 3) return 0;
      size = (<usize>load<u32>(p) & 0xffffff) >> 4;
      p += 3;
    }
    if (size > MAX_BLOCK) return 0;
    if (type == 0) {
      if (size > end - p) return 0;
      literals = p;
      p += size;
    } else {
      if (p >= end) return 0;
      memory.fill(literals, load<u8>(p++), size);
    }
  } else {
    if (end - p < 5) return 0;
    let bits: u64 = format < 2 ? 10 : format == 2 ? 14 : 18;
    let header = load<u64>(p) >> 4;
    let mask = ((<u64>1) << bits) - 1;
    size = <usize>(header & mask);
    let compressed = <usize>((header >> bits) & mask);
    p += format < 2 ? 3 : format == 2 ? 4 : 5;
    if (size > MAX_BLOCK || compressed > end - p) return 0;
    let sectionEnd = p + compressed;
    if (type == 2) {
      p = huffman_read(state, p, sectionEnd);
      if (!p) return 0;
    } else if (load<u32>(state, HUFFMAN_LOG) == 0) return 0;
    let fine = format == 0 ? huffman_one(state, p, sectionEnd, literals, size) : huffman_four(state, p, sectionEnd, literals, size);
    if (!fine) return 0;
    p = sectionEnd;
  }
  return sequences_run(state, p, end, literals, literals + size, base, d, limit);
}

/** Decompresses all frames of the source. Returns the bytes written, or -1 if it is corrupt or larger than `capacity`. */
export function zstd_decode(state: usize, source: usize, sourceLength: i32, target: usize, capacity: i32): i32 {
  let p = source;
  let end = source + <usize>sourceLength;
  let d = target;
  let limit = target + <usize>capacity;
  while (p < end) {
    if (end - p < 8) return -1;
    let magic = load<u32>(p);
    if ((magic & 0xfffffff0) == SKIPPABLE) {
      let length = <usize>load<u32>(p, 4);
      if (length > end - p - 8) return -1;
      p += 8 + length;
      continue;
    }
    if (magic != MAGIC) return -1;
    let flags = <u32>load<u8>(p, 4);
    let single = (flags >> 5) & 1;
    let sizeBytes = <usize>(flags >> 6 == 0 ? single : (<u32>1 << (flags >> 6)));
    // The reserved bit, or a dictionary.
    if (flags & 11) return -1;
    p += 5 + <usize>(1 - single);
    if (p >= end || sizeBytes > end - p) return -1;
    let content: u64 = u64.MAX_VALUE;
    if (sizeBytes == 1) content = <u64>load<u8>(p);
    else if (sizeBytes == 2) content = <u64>load<u16>(p) + 256;
    else if (sizeBytes == 4) content = <u64>load<u32>(p);
    else if (sizeBytes == 8) content = load<u64>(p);
    p += sizeBytes;
    zstd_begin(state);
    let base = d;
    let last: u32;
    do {
      if (end - p < 3) return -1;
      let header = <u32>load<u16>(p) | (<u32>load<u8>(p, 2) << 16);
      p += 3;
      last = header & 1;
      let size = <usize>(header >> 3);
      let kind = (header >> 1) & 3;
      if (size > MAX_BLOCK) return -1;
      if (kind == 0) {
        if (size > end - p || size > limit - d) return -1;
        memory.copy(d, p, size);
        p += size;
        d += size;
      } else if (kind == 1) {
        if (p >= end || size > limit - d) return -1;
        memory.fill(d, load<u8>(p++), size);
        d += size;
      } else if (kind == 2) {
        if (size > end - p) return -1;
        d = zstd_block(state, p, p + size, base, d, limit);
        if (!d) return -1;
        p += size;
      } else return -1;
    } while (!last);
    if (content != u64.MAX_VALUE && content != <u64>(d - base)) return -1;
    if (flags & 4) {
      if (end - p < 4) return -1;
      p += 4;
    }
  }
  return <i32>(d - target);
}
