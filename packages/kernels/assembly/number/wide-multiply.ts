/** The upper 64 bits of the 128-bit product. */
@inline
export function mulHigh(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const low = aLow * bLow;
  const cross1 = aHigh * bLow;
  const cross2 = aLow * bHigh;
  const middle = (low >> 32) + (cross1 & 0xffffffff) + (cross2 & 0xffffffff);
  return aHigh * bHigh + (cross1 >> 32) + (cross2 >> 32) + (middle >> 32);
}
