// Between one byte a row (vectors) and one bit a row (chunks, Arrow's order: least significant bit first).

/** Packs n bytes of 0 or 1 into bits, beginning at bit 0 of `out`; the bits behind the last row of the last byte are 0. */
export function chunk_pack_bits(n: i32, bytes: usize, out: usize): void {
  const blocks = n >> 4;
  for (let i = 0; i < blocks; i++) {
    const set = i8x16.ne(v128.load(bytes + ((<usize>i) << 4)), i8x16.splat(0));
    store<u16>(out + ((<usize>i) << 1), <u16>i8x16.bitmask(set));
  }
  let rest = <u32>0;
  for (let i = blocks << 4; i < n; i++) rest |= (<u32>(load<u8>(bytes + i) != 0)) << (i & 15);
  if ((n & 15) == 0) return;
  store<u8>(out + ((<usize>blocks) << 1), <u8>rest);
  if ((n & 15) > 8) store<u8>(out + ((<usize>blocks) << 1) + 1, <u8>(rest >> 8));
}

/** Unpacks n bits from bit `from` of `bits` into bytes of 0 or 1. */
export function chunk_unpack_bits(n: i32, bits: usize, from: u32, out: usize): void {
  for (let i: u32 = 0; i < <u32>n; i++) {
    const at = from + i;
    store<u8>(out + i, (load<u8>(bits + (at >> 3)) >> <u8>(at & 7)) & 1);
  }
}
