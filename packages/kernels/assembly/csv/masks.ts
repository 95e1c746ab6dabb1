// Bit masks of 64 bytes of text: bit i tells of byte i.

/** The bits of the bytes of [p, p + 64) that equal the one in every lane of `wanted`. */
@inline
export function mask64(p: usize, wanted: v128): u64 {
  return (
    <u64>i8x16.bitmask(i8x16.eq(v128.load(p), wanted)) |
    (<u64>i8x16.bitmask(i8x16.eq(v128.load(p, 16), wanted)) << 16) |
    (<u64>i8x16.bitmask(i8x16.eq(v128.load(p, 32), wanted)) << 32) |
    (<u64>i8x16.bitmask(i8x16.eq(v128.load(p, 48), wanted)) << 48)
  );
}

/** Whether a byte of [p, p + 64) equals the wanted one. */
@inline
export function any64(p: usize, wanted: v128): bool {
  return v128.any_true(
    v128.or(
      v128.or(i8x16.eq(v128.load(p), wanted), i8x16.eq(v128.load(p, 16), wanted)),
      v128.or(i8x16.eq(v128.load(p, 32), wanted), i8x16.eq(v128.load(p, 48), wanted)),
    ),
  );
}

/** Bit i of the result is the parity of bits 0 to i: from an opening quote to the byte before its closing one. */
@inline
export function prefixXor(mask: u64): u64 {
  mask ^= mask << 1;
  mask ^= mask << 2;
  mask ^= mask << 4;
  mask ^= mask << 8;
  mask ^= mask << 16;
  return mask ^ (mask << 32);
}

/**
 * The carriage returns of a block that is followed at most by its own bytes: one is looked up only where a quote has
 * closed before it, so the mask is not worth four comparisons a block.
 */
@inline
export function carriageReturns(p: usize): u64 {
  return mask64(p, i8x16.splat(13));
}
