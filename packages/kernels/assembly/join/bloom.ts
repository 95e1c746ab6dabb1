// Split-block bloom filter (Putze, Sanders & Singler, "Cache-, hash- and space-efficient bloom filters", 2007; the salts are those
// of Parquet): one block of 8 words a key, one bit a word.
import { JOIN_ROW_HASH, JOIN_ROW_NO_MATCH } from "../../../core/src/layout/join";
import { ROW_PAGE_HEADER, ROW_PAGE_ROW_STRIDE } from "../../../core/src/layout/row-page";

// @ts-ignore: decorator
@inline
function blockOf(bloom: usize, log2: u32, hash: u64): usize {
  return bloom + (<usize>((hash >> 1) >> <u64>(63 - log2)) << 5);
}

/** Four words with one bit each. There is no shift by lane: 2^k comes from the exponent of a float. */
// @ts-ignore: decorator
@inline
function bits(low: v128, salts: v128): v128 {
  const k = i32x4.shr_u(i32x4.mul(low, salts), 27);
  return i32x4.trunc_sat_f32x4_u(i32x4.shl(i32x4.add(k, i32x4.splat(127)), 23));
}

// @ts-ignore: decorator
@inline
function bitsLow(low: v128): v128 {
  return bits(low, i32x4(0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d));
}

// @ts-ignore: decorator
@inline
function bitsHigh(low: v128): v128 {
  return bits(low, i32x4(0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31));
}

// @ts-ignore: decorator
@inline
function add(bloom: usize, log2: u32, hash: u64): void {
  const block = blockOf(bloom, log2, hash);
  const low = i32x4.splat(<i32>hash);
  v128.store(block, v128.or(v128.load(block), bitsLow(low)));
  v128.store(block, v128.or(v128.load(block, 16), bitsHigh(low)), 16);
}

export function bloom_insert(bloom: usize, log2Blocks: u32, n: i32, hashes: usize): void {
  for (let i = 0; i < n; i++) add(bloom, log2Blocks, load<u64>(hashes + (<usize>i << 3)));
}

export function bloom_insert_page(bloom: usize, log2Blocks: u32, page: usize, fromRow: i32, n: i32): void {
  const stride = <usize>load<u32>(page, ROW_PAGE_ROW_STRIDE);
  let row = page + ROW_PAGE_HEADER + <usize>fromRow * stride;
  for (let i = 0; i < n; i++) {
    if (load<u8>(row, JOIN_ROW_NO_MATCH) == 0) add(bloom, log2Blocks, load<u64>(row, JOIN_ROW_HASH));
    row += stride;
  }
}

export function bloom_test(bloom: usize, log2Blocks: u32, n: i32, hashes: usize, valid: usize, outMask: usize): i32 {
  let passed = 0;
  for (let i = 0; i < n; i++) {
    const hash = load<u64>(hashes + (<usize>i << 3));
    const block = blockOf(bloom, log2Blocks, hash);
    const low = i32x4.splat(<i32>hash);
    const missing = v128.or(
      v128.andnot(bitsLow(low), v128.load(block)),
      v128.andnot(bitsHigh(low), v128.load(block, 16)),
    );
    const pass = <i32>!v128.any_true(missing) & (valid == 0 ? 1 : <i32>(load<u8>(valid + <usize>i) != 0));
    store<u8>(outMask + <usize>i, pass);
    passed += pass;
  }
  return passed;
}
