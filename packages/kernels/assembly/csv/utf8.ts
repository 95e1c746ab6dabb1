/** Whether [p, end) is valid UTF-8 (no overlong forms, no surrogates, nothing over U+10FFFF). */
export function isUtf8(p: usize, end: usize): bool {
  while (p < end) {
    if (p + 16 <= end && i8x16.bitmask(v128.load(p)) == 0) {
      p += 16;
      continue;
    }
    const a = <u32>load<u8>(p);
    if (a < 0x80) {
      p++;
      continue;
    }
    const left = end - p;
    if (a < 0xc2 || left < 2) return false;
    const b = <u32>load<u8>(p, 1);
    if (a < 0xe0) {
      if ((b & 0xc0) != 0x80) return false;
      p += 2;
      continue;
    }
    if (left < 3 || (b & 0xc0) != 0x80 || (load<u8>(p, 2) & 0xc0) != 0x80) return false;
    if (a < 0xf0) {
      if ((a == 0xe0 && b < 0xa0) || (a == 0xed && b > 0x9f)) return false;
      p += 3;
      continue;
    }
    if (a > 0xf4 || left < 4 || (load<u8>(p, 3) & 0xc0) != 0x80) return false;
    if ((a == 0xf0 && b < 0x90) || (a == 0xf4 && b > 0x8f)) return false;
    p += 4;
  }
  return true;
}
