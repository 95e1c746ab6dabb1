// Snappy's raw format (https://github.com/google/snappy/blob/main/format_description.txt). Nothing is read behind the source
// but up to 16 bytes of slack, nothing is written behind the target.

// @ts-ignore: decorator
@inline function copy16(to: usize, from: usize): void {
  v128.store(to, v128.load(from));
}

// @ts-ignore: decorator
@inline function copy64(to: usize, from: usize): void {
  copy16(to, from);
  copy16(to + 16, from + 16);
  copy16(to + 32, from + 32);
  copy16(to + 48, from + 48);
}

/** Copies `length` bytes from `offset` bytes before `d`, less than 16, with at least 64 writable bytes behind the end. */
// @ts-ignore: decorator
@inline function copyNear(d: usize, offset: usize, length: usize): void {
  let end = d + length;
  if (offset < 8) {
    // The pattern is written byte by byte until a distance of 8 or more, a multiple of the offset, can be copied by words.
    let distance = offset;
    while (distance < 8) distance += offset;
    let first = min(d + distance, end);
    for (; d < first; d++) store<u8>(d, load<u8>(d - offset));
    offset = distance;
  }
  for (; d < end; d += 8) store<u64>(d, load<u64>(d - offset));
}

/** Decompresses a block. Returns the number of bytes written, or -1 if it is corrupt or larger than `capacity`. */
export function snappy_decode(source: usize, sourceLength: i32, target: usize, capacity: i32): i32 {
  let s = source;
  let e = source + <usize>sourceLength;
  let length: u64 = 0;
  let shift: u64 = 0;
  let byte: u64;
  do {
    if (s >= e || shift > 28) return -1;
    byte = load<u8>(s++);
    length |= (byte & 127) << shift;
    shift += 7;
  } while (byte & 128);
  if (length > <u64>capacity) return -1;
  let d = target;
  let de = target + <usize>length;
  // While s < fastSource and d < fastTarget no element can leave its buffer by less than a long literal.
  let fastSource = sourceLength > 80 ? e - 80 : source;
  let fastTarget = length > 80 ? de - 80 : target;
  while (s < e) {
    if (s < fastSource && d < fastTarget) {
      // One load for a short literal and the copy that follows nearly every literal. The two short forms of copies, of which the
      // next is anyone's guess, are told apart without a branch.
      let word = load<u64>(s);
      const first = <usize>word & 255;
      if ((first & 0xf3) == 0) {
        store<u32>(d, <u32>(word >> 8));
        word >>= (first << 1) + 16;
        s += (first >> 2) + 2;
        d += (first >> 2) + 1;
      } else if ((first & 3) == 0 && first < 240) {
        const run = (first >> 2) + 1;
        if (run <= 16) copy16(d, s + 1);
        else copy64(d, s + 1);
        s += run + 1;
        d += run;
        continue;
      }
      const copy = <usize>word;
      const kind = copy & 3;
      if (kind - 1 < 2) {
        const isShort = -(kind & 1);
        const run = (((copy >> 2) & (63 ^ (56 & isShort))) + 1) + (3 & isShort);
        const offset = (((copy >> 8) & (0xffff ^ (0xff00 & isShort))) | (((copy & 0xe0) << 3) & isShort));
        if (offset - 1 >= d - target) return -1; // also offset 0
        s += kind + 1;
        const m = d - offset;
        if (offset >= 16) {
          copy16(d, m);
          if (run > 16) {
            copy16(d + 16, m + 16);
            copy16(d + 32, m + 32);
            copy16(d + 48, m + 48);
          }
        } else if (offset >= 8 && run <= 8) store<u64>(d, load<u64>(m));
        else copyNear(d, offset, run);
        d += run;
        continue;
      }
    }
    let tag = <usize>load<u8>(s);
    let kind = tag & 3;
    if (kind == 0) {
      let run = (tag >> 2) + 1;
      s++;
      if (s < fastSource && d < fastTarget) {
        if (run <= 16) {
          copy16(d, s);
          s += run;
          d += run;
          continue;
        }
        if (run <= 60) {
          copy64(d, s);
          s += run;
          d += run;
          continue;
        }
      }
      if (run > 60) {
        let bytes = run - 60;
        if (bytes > <usize>(e - s)) return -1;
        let value = <usize>load<u32>(s);
        if (bytes < 4) value &= (<usize>1 << (bytes << 3)) - 1;
        s += bytes;
        if (value == 0xffffffff) return -1;
        run = value + 1;
      }
      if (run > e - s || run > de - d) return -1;
      memory.copy(d, s, run);
      s += run;
      d += run;
      continue;
    }
    let run: usize, offset: usize;
    if (kind == 1) {
      run = ((tag >> 2) & 7) + 4;
      offset = ((tag >> 5) << 8) | <usize>load<u8>(s, 1);
      s += 2;
    } else if (kind == 2) {
      run = (tag >> 2) + 1;
      offset = <usize>load<u16>(s, 1);
      s += 3;
    } else {
      run = (tag >> 2) + 1;
      offset = <usize>load<u32>(s, 1);
      s += 5;
    }
    if (offset - 1 >= d - target) return -1; // also offset 0
    if (d < fastTarget && s <= e) {
      if (offset >= 16) {
        let m = d - offset;
        copy16(d, m);
        if (run > 16) {
          copy16(d + 16, m + 16);
          if (run > 32) {
            copy16(d + 32, m + 32);
            copy16(d + 48, m + 48);
          }
        }
      } else copyNear(d, offset, run);
      d += run;
    } else {
      if (s > e || run > de - d) return -1;
      for (let end = d + run; d < end; d++) store<u8>(d, load<u8>(d - offset));
    }
  }
  return d == de ? <i32>length : -1;
}
