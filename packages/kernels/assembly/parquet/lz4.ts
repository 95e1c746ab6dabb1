// An LZ4 block (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md).

/** Decompresses a block. Returns the number of bytes written, or -1 if it is corrupt or larger than `capacity`. */
export function lz4_decode(source: usize, sourceLength: i32, target: usize, capacity: i32): i32 {
  let s = source;
  let e = source + <usize>sourceLength;
  let d = target;
  let de = target + <usize>capacity;
  while (s < e) {
    let token = <usize>load<u8>(s++);
    let run = token >> 4;
    if (run == 15) {
      let byte: usize;
      do {
        if (s >= e) return -1;
        byte = <usize>load<u8>(s++);
        run += byte;
      } while (byte == 255);
    }
    if (run > e - s || run > de - d) return -1;
    if (run <= 16 && de - d >= 32) v128.store(d, v128.load(s));
    else memory.copy(d, s, run);
    s += run;
    d += run;
    if (s == e) break;
    if (e - s < 2) return -1;
    let offset = <usize>load<u16>(s);
    s += 2;
    run = token & 15;
    if (run == 15) {
      let byte: usize;
      do {
        if (s >= e) return -1;
        byte = <usize>load<u8>(s++);
        run += byte;
      } while (byte == 255);
    }
    run += 4;
    if (offset == 0 || offset > d - target || run > de - d) return -1;
    let end = d + run;
    if (offset >= 16 && de - end >= 16) {
      for (; d < end; d += 16) v128.store(d, v128.load(d - offset));
    } else if (offset >= 8 && de - end >= 8) {
      for (; d < end; d += 8) store<u64>(d, load<u64>(d - offset));
    } else {
      for (; d < end; d++) store<u8>(d, load<u8>(d - offset));
    }
    d = end;
  }
  return <i32>(d - target);
}
