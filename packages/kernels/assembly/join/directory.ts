/** The entry of a hash: by its top bits below `shift`, so that partitions own ranges. */
// @ts-ignore: decorator
@inline
export function entryOf(entries: usize, hash: u64, shift: u32, log2: u32): usize {
  return entries + (<usize>((hash << <u64>shift) >> <u64>(64 - log2)) << 3);
}

/** One of 32 tag bits: from the bottom of the hash, far from the bits that choose the entry. */
// @ts-ignore: decorator
@inline
export function tagBit(hash: u64): u32 {
  return <u32>1 << (<u32>hash & 31);
}
