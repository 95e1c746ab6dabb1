// One bit a possible key: the exact run-time filter of joins with dense integer keys.
import { JOIN_ROW_NO_MATCH } from "../../../core/src/layout/join";
import { ROW_PAGE_HEADER, ROW_PAGE_ROW_STRIDE } from "../../../core/src/layout/row-page";
import { fieldWidth } from "../gather/field";
import { integerKey } from "./integer-key";

export function bitmap_from_keys(
  bitmap: usize, base: u64, length: u32, page: usize, fromRow: i32, n: i32, keyOffset: usize, field: i32,
): void {
  const stride = <usize>load<u32>(page, ROW_PAGE_ROW_STRIDE);
  let row = page + ROW_PAGE_HEADER + <usize>fromRow * stride;
  for (let i = 0; i < n; i++) {
    const index = integerKey(row + keyOffset, field) - base;
    if (index < <u64>length && load<u8>(row, JOIN_ROW_NO_MATCH) == 0) {
      const word = bitmap + ((<usize>index >> 5) << 2);
      const bit = <u32>1 << (<u32>index & 31);
      // Keys of different partitions share words, so threads may meet here; most bits of repeated keys are set already.
      if ((atomic.load<u32>(word) & bit) == 0) atomic.or<u32>(word, bit);
    }
    row += stride;
  }
}

/** Adds bits to a word that other threads add to as well; most bits of repeated keys are set already. */
// @ts-ignore: decorator
@inline
function addBits(bitmap: usize, word: u32, bits: u32): void {
  const address = bitmap + (<usize>word << 2);
  if ((atomic.load<u32>(address) & bits) != bits) atomic.or<u32>(address, bits);
}

export function bitmap_set(bitmap: usize, n: i32, bits: usize): void {
  if (n == 0) return;
  // Keys that lie together share a word: it is written once.
  let word = load<u32>(bits) >> 5;
  let pending: u32 = 0;
  for (let i = 0; i < n; i++) {
    const index = load<u32>(bits + (<usize>i << 2));
    if (index >> 5 != word) {
      addBits(bitmap, word, pending);
      word = index >> 5;
      pending = 0;
    }
    pending |= <u32>1 << (index & 31);
  }
  addBits(bitmap, word, pending);
}

export function bitmap_test(
  bitmap: usize, base: u64, length: u32, n: i32, data: usize, field: i32, valid: usize, outMask: usize,
): i32 {
  const width = <usize>fieldWidth(field);
  let passed = 0;
  for (let i = 0; i < n; i++) {
    const index = integerKey(data + <usize>i * width, field) - base;
    let pass = 0;
    if (index < <u64>length && (valid == 0 || load<u8>(valid + <usize>i) != 0)) {
      pass = <i32>(load<u32>(bitmap + ((<usize>index >> 5) << 2)) >> (<u32>index & 31)) & 1;
    }
    store<u8>(outMask + <usize>i, pass);
    passed += pass;
  }
  return passed;
}
