// Multiplicative mixing of words (after MurmurHash3's finaliser and wyhash's constants). wasm has no 64 x 64 -> 128 multiplication,
// so each step multiplies to 64 bits and turns the strong upper bits down.

// @ts-ignore: decorator
@inline
export function mixWord(hash: u64, word: u64): u64 {
  const h = (hash ^ word) * 0x9e3779b97f4a7c15;
  return h ^ (h >> 32);
}

/** Every bit of the result depends on every bit of the input. */
// @ts-ignore: decorator
@inline
export function finishHash(hash: u64): u64 {
  let h = hash * 0xd6e8feb86659fd93;
  h ^= h >> 32;
  h *= 0xd6e8feb86659fd93;
  return h ^ (h >> 32);
}

/** Mixes the bytes of a long string (8 or more) into a hash. Reads nothing beyond them. */
export function mixBytes(hash: u64, ptr: usize, length: u32): u64 {
  let h = mixWord(hash, <u64>length);
  const last = ptr + <usize>length - 8;
  for (let p = ptr; p < last; p += 8) h = mixWord(rotl<u64>(h, 23), load<u64>(p));
  return mixWord(rotl<u64>(h, 23), load<u64>(last));
}
