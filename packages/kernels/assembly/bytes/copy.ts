/** Up to so many bytes a copy in blocks is faster than memory.copy, which is a call out of the module. */
const MAX_BLOCKS: usize = 64;

/** Copies bytes between ranges that do not overlap. Nothing behind either end is touched: the last block reaches back. */
export function copyBytes(to: usize, from: usize, length: usize): void {
  if (length > MAX_BLOCKS) {
    memory.copy(to, from, length);
  } else if (length >= 16) {
    const last = length - 16;
    for (let at: usize = 0; at < last; at += 16) v128.store(to + at, v128.load(from + at));
    v128.store(to + last, v128.load(from + last));
  } else if (length >= 8) {
    store<u64>(to, load<u64>(from));
    store<u64>(to + length - 8, load<u64>(from + length - 8));
  } else if (length >= 4) {
    store<u32>(to, load<u32>(from));
    store<u32>(to + length - 4, load<u32>(from + length - 4));
  } else {
    for (let at: usize = 0; at < length; at++) store<u8>(to + at, load<u8>(from + at));
  }
}
