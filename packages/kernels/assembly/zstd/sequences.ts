// Sequences of a compressed block (RFC 8878, section 3.1.1.3.2) and their execution.
import { fse_predefined, fse_read, fse_single, LITERAL_LENGTHS, MATCH_LENGTHS, OFFSETS } from "./fse";
import { bitsAt, streamBits } from "./huffman";
import { LL_LOG, LL_TABLE, ML_LOG, ML_TABLE, NONE, OF_LOG, OF_TABLE, REPEAT_1, REPEAT_2, REPEAT_3 } from "./state";

/** Sets up one table by its mode. Returns the pointer behind its description, or 0 if it is corrupt. */
function readTable(state: usize, mode: u32, p: usize, end: usize, kind: i32, maxLog: u32, table: usize, logAt: usize): usize {
  if (mode == 0) {
    store<u32>(state + logAt, fse_predefined(state, kind, state + table));
    return p;
  }
  if (mode == 1) {
    if (p >= end || !fse_single(<u32>load<u8>(p), kind, state + table)) return 0;
    store<u32>(state + logAt, 0);
    return p + 1;
  }
  if (mode == 2) return fse_read(state, p, end, maxLog, kind, state + table, state + logAt);
  return load<u32>(state + logAt) == NONE ? 0 : p;
}

/** Copies `n` bytes of a match; the target has at least 16 bytes of room behind it when `roomy`. */
// @ts-ignore: decorator
@inline function copyMatch(d: usize, offset: usize, n: usize, roomy: bool): void {
  let end = d + n;
  if (roomy) {
    if (offset >= 16) {
      for (; d < end; d += 16) v128.store(d, v128.load(d - offset));
      return;
    }
    if (offset < 8) {
      let distance = offset;
      while (distance < 8) distance += offset;
      for (let first = min(d + distance, end); d < first; d++) store<u8>(d, load<u8>(d - offset));
      offset = distance;
    }
    for (; d < end; d += 8) store<u64>(d, load<u64>(d - offset));
    return;
  }
  for (; d < end; d++) store<u8>(d, load<u8>(d - offset));
}

/**
 * Decodes and executes the sequences at [p, end) with the literals at [literals, literalsEnd). Output goes to `d`, before
 * `limit`; matches reach back to `base`. Returns the pointer behind the output, or 0 if the block is corrupt or too large.
 */
export function sequences_run(
  state: usize, p: usize, end: usize, literals: usize, literalsEnd: usize, base: usize, d: usize, limit: usize,
): usize {
  if (p >= end) return 0;
  let count = <u32>load<u8>(p++);
  if (count >= 128) {
    if (count == 255) {
      if (end - p < 2) return 0;
      count = <u32>load<u16>(p) + 0x7f00;
      p += 2;
    } else {
      if (p >= end) return 0;
      count = ((count - 128) << 8) + <u32>load<u8>(p++);
    }
  }
  if (count != 0) {
    if (p >= end) return 0;
    let modes = <u32>load<u8>(p++);
    if (modes & 3) return 0;
    p = readTable(state, modes >> 6, p, end, LITERAL_LENGTHS, 9, LL_TABLE, LL_LOG);
    if (!p) return 0;
    p = readTable(state, (modes >> 4) & 3, p, end, OFFSETS, 8, OF_TABLE, OF_LOG);
    if (!p) return 0;
    p = readTable(state, (modes >> 2) & 3, p, end, MATCH_LENGTHS, 9, ML_TABLE, ML_LOG);
    if (!p) return 0;
    let at = streamBits(p, end);
    if (at < 0) return 0;
    let llLog = load<u32>(state, LL_LOG), ofLog = load<u32>(state, OF_LOG), mlLog = load<u32>(state, ML_LOG);
    if (<isize>(llLog + ofLog + mlLog) > at) return 0;
    at -= llLog;
    let ll = bitsAt(p, at, llLog);
    at -= ofLog;
    let off = bitsAt(p, at, ofLog);
    at -= mlLog;
    let ml = bitsAt(p, at, mlLog);
    let repeat1 = <usize>load<u32>(state, REPEAT_1);
    let repeat2 = <usize>load<u32>(state, REPEAT_2);
    let repeat3 = <usize>load<u32>(state, REPEAT_3);
    let llTable = state + LL_TABLE, ofTable = state + OF_TABLE, mlTable = state + ML_TABLE;
    for (;;) {
      let llEntry = load<u64>(llTable + (<usize>ll << 3));
      let ofEntry = load<u64>(ofTable + (<usize>off << 3));
      let mlEntry = load<u64>(mlTable + (<usize>ml << 3));
      let extra = <u32>(ofEntry >> 56);
      at -= extra;
      let value = <usize>(<u32>ofEntry + bitsAt(p, at, extra));
      extra = <u32>(mlEntry >> 56);
      at -= extra;
      let matchLength = <usize>(<u32>mlEntry + bitsAt(p, at, extra));
      extra = <u32>(llEntry >> 56);
      at -= extra;
      let literalLength = <usize>(<u32>llEntry + bitsAt(p, at, extra));
      if (at < 0) return 0;
      let offset: usize;
      if (value > 3) {
        offset = value - 3;
        repeat3 = repeat2;
        repeat2 = repeat1;
        repeat1 = offset;
      } else {
        let which = value + <usize>(literalLength == 0);
        if (which == 1) offset = repeat1;
        else if (which == 2) {
          offset = repeat2;
          repeat2 = repeat1;
          repeat1 = offset;
        } else {
          offset = which == 3 ? repeat3 : repeat1 - 1;
          repeat3 = repeat2;
          repeat2 = repeat1;
          repeat1 = offset;
        }
      }
      let room = limit - d;
      if (literalLength > literalsEnd - literals || literalLength > room || matchLength > room - literalLength) return 0;
      let roomy = room - literalLength - matchLength >= 32;
      if (roomy && literalLength <= 32) {
        v128.store(d, v128.load(literals));
        if (literalLength > 16) v128.store(d, v128.load(literals, 16), 16);
      } else memory.copy(d, literals, literalLength);
      literals += literalLength;
      d += literalLength;
      if (offset - 1 >= d - base) return 0; // also offset 0
      copyMatch(d, offset, matchLength, roomy);
      d += matchLength;
      if (--count == 0) break;
      let bits = <u32>(llEntry >> 48) & 0xff;
      at -= bits;
      ll = (<u32>(llEntry >> 32) & 0xffff) + bitsAt(p, at, bits);
      bits = <u32>(mlEntry >> 48) & 0xff;
      at -= bits;
      ml = (<u32>(mlEntry >> 32) & 0xffff) + bitsAt(p, at, bits);
      bits = <u32>(ofEntry >> 48) & 0xff;
      at -= bits;
      off = (<u32>(ofEntry >> 32) & 0xffff) + bitsAt(p, at, bits);
      if (at < 0) return 0;
    }
    if (at != 0) return 0;
    store<u32>(state, <u32>repeat1, REPEAT_1);
    store<u32>(state, <u32>repeat2, REPEAT_2);
    store<u32>(state, <u32>repeat3, REPEAT_3);
  } else if (p != end) return 0;
  let rest = literalsEnd - literals;
  if (rest > limit - d) return 0;
  memory.copy(d, literals, rest);
  return d + rest;
}
