// Bitmaps: one bit a row, least significant first. Bit positions count from the pointer. Reads and writes go up to eight
// bytes past the last bit: every buffer has slack.

/** Up to 57 bits from bit position `bit` on, in the low bits. */
@inline
export function loadBits(src: usize, bit: usize): u64 {
  return load<u64>(src + (bit >> 3)) >> (bit & 7);
}

/** Copies `count` bits to bit position `dstBit` of `dst`; bits before that position stay, those behind the copy are undefined. */
export function pqw_append_bits(dst: usize, dstBit: usize, src: usize, srcBit: usize, count: usize): void {
  let p = dst + (dstBit >> 3);
  const shift = dstBit & 7;
  let done: usize = 0;
  if (shift != 0) {
    const kept = <u64>load<u8>(p) & (((<u64>1) << shift) - 1);
    store<u8>(p, <u8>(kept | (loadBits(src, srcBit) << shift)));
    done = 8 - shift;
    p += 1;
  }
  while (done < count) {
    store<u32>(p, <u32>loadBits(src, srcBit + done));
    p += 4;
    done += 32;
  }
}

/** Sets `count` bits from bit position `dstBit` on; bits before it stay. */
export function pqw_set_bits(dst: usize, dstBit: usize, count: usize): void {
  let bit = dstBit;
  const end = dstBit + count;
  while (bit < end && (bit & 7) != 0) {
    store<u8>(dst + (bit >> 3), load<u8>(dst + (bit >> 3)) | (<u8>1 << (<u8>bit & 7)));
    bit++;
  }
  if (bit < end) memory.fill(dst + (bit >> 3), 0xff, (end - bit + 7) >> 3);
}

/** How many of `count` bits are set. */
export function pqw_count_bits(src: usize, bit: usize, count: usize): usize {
  let total: u64 = 0;
  let done: usize = 0;
  for (; done + 32 <= count; done += 32) total += popcnt<u64>(loadBits(src, bit + done) & 0xffffffff);
  if (done < count) total += popcnt<u64>(loadBits(src, bit + done) & (((<u64>1) << (count - done)) - 1));
  return <usize>total;
}

/** Keeps the bits of `src` (from bit 0) whose rows are valid (bits of `validity` from bit 0); returns how many. */
export function pqw_compact_bits(src: usize, validity: usize, count: usize, dst: usize): usize {
  let kept: usize = 0;
  let pending: u32 = 0;
  for (let row: usize = 0; row < count; row++) {
    const mask = <u32>1 << (<u32>row & 7);
    if ((<u32>load<u8>(validity + (row >> 3)) & mask) == 0) continue;
    if ((<u32>load<u8>(src + (row >> 3)) & mask) != 0) pending |= <u32>1 << (<u32>kept & 7);
    kept++;
    if ((kept & 7) == 0) {
      store<u8>(dst + (kept >> 3) - 1, <u8>pending);
      pending = 0;
    }
  }
  if ((kept & 7) != 0) store<u8>(dst + (kept >> 3), <u8>pending);
  return kept;
}

@inline
function compact<T>(src: usize, validity: usize, count: usize, dst: usize): usize {
  let out = dst;
  for (let row: usize = 0; row < count; row += 8) {
    let mask = <u32>load<u8>(validity + (row >> 3));
    if (count - row < 8) mask &= (<u32>1 << <u32>(count - row)) - 1;
    const from = src + row * sizeof<T>();
    if (mask == 0xff) {
      memory.copy(out, from, 8 * sizeof<T>());
      out += 8 * sizeof<T>();
      continue;
    }
    while (mask != 0) {
      store<T>(out, load<T>(from + <usize>ctz<u32>(mask) * sizeof<T>()));
      out += sizeof<T>();
      mask &= mask - 1;
    }
  }
  return (out - dst) / sizeof<T>();
}

/** Keeps the values (1, 2, 4, 8 or 16 bytes wide) of valid rows; `dst` may be `src`. Returns how many. */
export function pqw_compact(src: usize, width: i32, validity: usize, count: usize, dst: usize): usize {
  if (width == 1) return compact<u8>(src, validity, count, dst);
  if (width == 2) return compact<u16>(src, validity, count, dst);
  if (width == 4) return compact<u32>(src, validity, count, dst);
  if (width == 8) return compact<u64>(src, validity, count, dst);
  // Two words a value: rows of 16 bytes are rare (sums of decimals), so one at a time will do.
  let out = dst;
  for (let row: usize = 0; row < count; row++) {
    if (((load<u8>(validity + (row >> 3)) >> (<u8>row & 7)) & 1) == 0) continue;
    v128.store(out, v128.load(src + (row << 4)));
    out += 16;
  }
  return (out - dst) >> 4;
}
