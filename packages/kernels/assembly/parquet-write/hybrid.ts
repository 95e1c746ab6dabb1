import { pqw_append_bits, pqw_count_bits } from "./bits";

// Parquet's RLE / bit-packing hybrid: runs of `varint(length << 1) value` and `varint(groups << 1 | 1) groups of 8 values`.

@inline
function writeVarint(p: usize, value: u32): usize {
  while (value >= 128) {
    store<u8>(p++, <u8>(value | 128));
    value >>= 7;
  }
  store<u8>(p++, <u8>value);
  return p;
}

/** Packs values [from, to) into groups of eight; the last group is filled up with zeros. */
function writePacked(codes: usize, from: usize, to: usize, width: u32, out: usize): usize {
  if (from == to) return out;
  const groups = (to - from + 7) >> 3;
  let p = writeVarint(out, (<u32>groups << 1) | 1);
  const end = p + groups * <usize>width;
  let pending: u64 = 0;
  let bits: u32 = 0;
  for (let i = from; i < to; i++) {
    pending |= <u64>load<u32>(codes + (i << 2)) << bits;
    bits += width;
    if (bits >= 32) {
      store<u32>(p, <u32>pending);
      p += 4;
      pending >>= 32;
      bits -= 32;
    }
  }
  // What is left of the last group is zero: up to 28 bytes, within the slack that the caller has.
  store<u64>(p, pending);
  for (let q = p + 8; q < end; q++) store<u8>(q, 0);
  return end;
}

/** Encodes u32 codes below 2^width (width 0 to 32); needs 5 + (count / 8 + 1) * (width + 1) bytes at `out`. Returns the length. */
export function pqw_hybrid(codes: usize, count: usize, width: u32, out: usize): usize {
  let p = out;
  let literals: usize = 0;
  let i: usize = 0;
  const valueBytes = (width + 7) >> 3;
  while (i < count) {
    const value = load<u32>(codes + (i << 2));
    let end = i + 1;
    while (end < count && load<u32>(codes + (end << 2)) == value) end++;
    // Packed groups hold eight values each, so a run gives away its first ones to complete the last group.
    const start = i + ((literals - i) & 7);
    if (end >= start + 16 || (end == count && end >= start + 8)) {
      p = writePacked(codes, literals, start, width, p);
      p = writeVarint(p, <u32>(end - start) << 1);
      for (let b: u32 = 0; b < valueBytes; b++) store<u8>(p++, <u8>(value >> (b << 3)));
      literals = end;
    }
    i = end;
  }
  return writePacked(codes, literals, count, width, p) - out;
}

/** Encodes `count` definition levels (0 or 1), the bits from `bit` on, behind their u32 length; returns the length of it all. */
export function pqw_levels(validity: usize, bit: usize, count: usize, out: usize): usize {
  let p = out + 4;
  const valid = validity == 0 ? count : pqw_count_bits(validity, bit, count);
  if (valid == count || valid == 0) {
    p = writeVarint(p, <u32>count << 1);
    store<u8>(p++, u8(valid != 0));
  } else {
    const groups = (count + 7) >> 3;
    p = writeVarint(p, (<u32>groups << 1) | 1);
    pqw_append_bits(p, 0, validity, bit, count);
    if ((count & 7) != 0) {
      const last = p + groups - 1;
      store<u8>(last, load<u8>(last) & ((<u8>1 << (<u8>count & 7)) - 1));
    }
    p += groups;
  }
  store<u32>(out, <u32>(p - out - 4));
  return p - out;
}
