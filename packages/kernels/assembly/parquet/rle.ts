// Parquet's RLE / bit-packed hybrid, resumable at any value.
//
//   0      4     8       12     16          20      24    28        64
//   | next | end | width | kind | remaining | value | gp  | inGroup | … | unpack vectors (4 × 16) |
//
// `gp` is the start of the current group of 8 packed values, `inGroup` how many of them are consumed.

const NEXT: usize = 0;
const END: usize = 4;
const WIDTH: usize = 8;
const KIND: usize = 12;
const REMAINING: usize = 16;
const VALUE: usize = 20;
const GROUP: usize = 24;
const IN_GROUP: usize = 28;
const VECTORS: usize = 64;

const REPEATED: u32 = 0;
const PACKED: u32 = 1;
/** The widest value that the SIMD loop unpacks: 7 bits of offset and the value fit in 32 bits. */
const SIMD_WIDTH: u32 = 25;

/** Starts decoding values of `width` bits (0 to 32) at [data, end); 64 bytes behind `end` must be readable. */
export function parquet_rle_init(s: usize, data: usize, end: usize, width: i32): void {
  memory.fill(s, 0, 64);
  store<u32>(s, <u32>data, NEXT);
  store<u32>(s, <u32>end, END);
  store<u32>(s, <u32>width, WIDTH);
  if (width == 0 || <u32>width > SIMD_WIDTH) return;
  // Each half of a group of 8: a swizzle that brings the four bytes of each value to its lane, and a factor that
  // shifts the value to the top of the lane.
  let v = s + VECTORS;
  let second = (4 * width) >> 3;
  for (let h = 0; h < 2; h++) {
    for (let i = 0; i < 4; i++) {
      let bit = (h * 4 + i) * width;
      let byte = (bit >> 3) - (h ? second : 0);
      for (let k = 0; k < 4; k++) {
        let from = byte + k;
        store<u8>(v + h * 16 + i * 4 + k, from < 16 ? <u8>from : 0x80);
      }
      store<u32>(v + 32 + h * 16 + i * 4, <u32>1 << (32 - width - (bit & 7)));
    }
  }
}

/** Reads the header of the next run; false at the end or if it is corrupt. */
function nextRun(s: usize): bool {
  let p = <usize>load<u32>(s, NEXT);
  let end = <usize>load<u32>(s, END);
  let width = load<u32>(s, WIDTH);
  let header: u64 = 0;
  let shift: u64 = 0;
  let byte: u64;
  do {
    if (p >= end || shift > 28) return false;
    byte = load<u8>(p++);
    header |= (byte & 127) << shift;
    shift += 7;
  } while (byte & 128);
  let count = header >> 1;
  if (header & 1) {
    if (width == 0) {
      store<u32>(s, REPEATED, KIND);
      store<u32>(s, 0, VALUE);
      store<u32>(s, <u32>min<u64>(count * 8, 0x7fffffff), REMAINING);
    } else {
      // Writers may leave out the padding of the last group, so a run ends where its bytes end.
      let available = (<u64>(end - p) * 8) / width;
      let bytes = count * width;
      store<u32>(s, PACKED, KIND);
      store<u32>(s, <u32>min<u64>(min<u64>(count * 8, available), 0x7fffffff), REMAINING);
      store<u32>(s, <u32>p, GROUP);
      store<u32>(s, 0, IN_GROUP);
      p = bytes > <u64>(end - p) ? end : p + <usize>bytes;
    }
  } else {
    let bytes = <usize>((width + 7) >> 3);
    if (bytes > end - p) return false;
    let value: u32 = bytes == 0 ? 0 : load<u32>(p);
    if (bytes < 4 && bytes != 0) value &= (<u32>1 << (<u32>bytes << 3)) - 1;
    p += bytes;
    store<u32>(s, REPEATED, KIND);
    store<u32>(s, value, VALUE);
    store<u32>(s, <u32>min<u64>(count, 0x7fffffff), REMAINING);
  }
  store<u32>(s, <u32>p, NEXT);
  return true;
}

// @ts-ignore: decorator
@inline function fill32(out: usize, value: u32, n: u32): void {
  let v = i32x4.splat(<i32>value);
  let end = out + (<usize>n << 2);
  // The last store may pass the end by up to 12 bytes: vectors have slack.
  for (; out < end; out += 16) v128.store(out, v);
}

/** Unpacks `n` values of the current packed run. */
// @ts-ignore: decorator
@inline function unpack(s: usize, n: u32, out: usize): void {
  let width = load<u32>(s, WIDTH);
  let p = <usize>load<u32>(s, GROUP);
  let k = load<u32>(s, IN_GROUP);
  let mask = <u32>((<u64>1 << width) - 1);
  while (k != 0 && n != 0) {
    let bit = k * width;
    store<u32>(out, <u32>(load<u64>(p + (bit >> 3)) >> (bit & 7)) & mask);
    out += 4;
    n--;
    k++;
    if (k == 8) {
      k = 0;
      p += width;
    }
  }
  let groups = n >> 3;
  if (width <= SIMD_WIDTH) {
    let v = s + VECTORS;
    let s0 = v128.load(v), s1 = v128.load(v, 16), m0 = v128.load(v, 32), m1 = v128.load(v, 48);
    let second = <usize>((4 * width) >> 3);
    let drop = 32 - <i32>width;
    for (let g: u32 = 0; g < groups; g++) {
      v128.store(out, i32x4.shr_u(i32x4.mul(i8x16.swizzle(v128.load(p), s0), m0), drop));
      v128.store(out, i32x4.shr_u(i32x4.mul(i8x16.swizzle(v128.load(p + second), s1), m1), drop), 16);
      p += width;
      out += 32;
    }
  } else {
    for (let g: u32 = 0; g < groups; g++) {
      for (let i: u32 = 0; i < 8; i++) {
        let bit = i * width;
        store<u32>(out + (i << 2), <u32>(load<u64>(p + (bit >> 3)) >> (bit & 7)) & mask);
      }
      p += width;
      out += 32;
    }
  }
  for (let rest = n & 7; rest != 0; rest--) {
    let bit = k * width;
    store<u32>(out, <u32>(load<u64>(p + (bit >> 3)) >> (bit & 7)) & mask);
    out += 4;
    k++;
  }
  store<u32>(s, <u32>p, GROUP);
  store<u32>(s, k, IN_GROUP);
}

/** Writes the next `n` values as u32 (and up to 12 bytes of slack). Returns how many there were; fewer means corrupt. */
export function parquet_rle_read(s: usize, n: i32, out: usize): i32 {
  let left = <u32>n;
  while (left != 0) {
    let remaining = load<u32>(s, REMAINING);
    if (remaining == 0) {
      if (!nextRun(s)) break;
      continue;
    }
    let m = min(left, remaining);
    if (load<u32>(s, KIND) == REPEATED) fill32(out, load<u32>(s, VALUE), m);
    else unpack(s, m, out);
    store<u32>(s, remaining - m, REMAINING);
    out += <usize>m << 2;
    left -= m;
  }
  return n - <i32>left;
}

/** Moves past `m` values of the current run. */
// @ts-ignore: decorator
@inline function advance(s: usize, m: u32): void {
  if (load<u32>(s, KIND) != PACKED) return;
  let k = load<u32>(s, IN_GROUP) + m;
  store<u32>(s, load<u32>(s, GROUP) + (k >> 3) * load<u32>(s, WIDTH), GROUP);
  store<u32>(s, k & 7, IN_GROUP);
}

/** Passes over `n` values. Returns how many there were. */
export function parquet_rle_skip(s: usize, n: i32): i32 {
  let left = <u32>n;
  while (left != 0) {
    let remaining = load<u32>(s, REMAINING);
    if (remaining == 0) {
      if (!nextRun(s)) break;
      continue;
    }
    let m = min(left, remaining);
    advance(s, m);
    store<u32>(s, remaining - m, REMAINING);
    left -= m;
  }
  return n - <i32>left;
}

/** The 8 bits from bit `k` of the group at `p`, as 8 bytes of 0 or 1. */
// @ts-ignore: decorator
@inline function spreadBits(bits: u32): u64 {
  // Each byte keeps its own bit; then any non-zero byte becomes 1.
  let x = (<u64>(bits & 0xff) * 0x0101010101010101) & 0x8040201008040201;
  return ((x + 0x7f7f7f7f7f7f7f7f) >> 7) & 0x0101010101010101;
}

/**
 * Writes the next `n` one-bit levels as bytes (and up to 7 bytes of slack). Returns how many are 1, or -1 if there are
 * fewer than `n` or one is neither 0 nor 1. With `out` 0 the levels are only counted.
 */
export function parquet_levels_read(s: usize, n: i32, out: usize): i32 {
  let left = <u32>n;
  let ones: u32 = 0;
  while (left != 0) {
    let remaining = load<u32>(s, REMAINING);
    if (remaining == 0) {
      if (!nextRun(s)) return -1;
      continue;
    }
    let m = min(left, remaining);
    if (load<u32>(s, KIND) == REPEATED) {
      let value = load<u32>(s, VALUE);
      if (value > 1) return -1;
      if (out) memory.fill(out, <u8>value, m);
      if (value) ones += m;
    } else {
      let p = <usize>load<u32>(s, GROUP);
      let k = load<u32>(s, IN_GROUP);
      let o = out;
      for (let rest = m; rest != 0; ) {
        let take = min<u32>(rest, 8);
        let bits = ((<u32>load<u16>(p)) >> k) & (((<u32>1) << take) - 1);
        ones += popcnt(bits);
        if (out) store<u64>(o, spreadBits(bits));
        o += take;
        rest -= take;
        p++;
      }
      advance(s, m);
    }
    store<u32>(s, remaining - m, REMAINING);
    if (out) out += m;
    left -= m;
  }
  return <i32>ones;
}

/** Writes the next `n` one-bit values as bytes; -1 if there are fewer: booleans in RLE. */
export function parquet_rle_booleans(s: usize, n: i32, out: usize): i32 {
  return parquet_levels_read(s, n, out) < 0 ? -1 : n;
}
