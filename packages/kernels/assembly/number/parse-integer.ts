// Integers in decimal text: an optional sign, then at least one digit; nothing else. Leading zeros may be many.

/** The greatest magnitude to which another digit may be appended without a check. */
const SAFE_BEFORE_DIGIT: u64 = 1844674407370955160;

/**
 * Reads digits up to `end` into `out` (u64). Returns 1, or 0 when there is no digit, another byte, or a value over 2^64 - 1.
 */
function parseDigits(start: usize, end: usize, out: usize): i32 {
  if (start >= end) return 0;
  let value: u64 = 0;
  for (let p = start; p < end; p++) {
    const digit = <u64>load<u8>(p) - 48;
    if (digit > 9) return 0;
    if (value > SAFE_BEFORE_DIGIT) {
      if (value > SAFE_BEFORE_DIGIT + 1 || digit > 5) return 0;
    }
    value = value * 10 + digit;
  }
  store<u64>(out, value);
  return 1;
}

/** Reads `len` bytes as a signed integer into `out` (i64). Returns 1, or 0 for bad text or overflow (`out` is then undefined). */
export function parse_i64(ptr: usize, len: i32, out: usize): i32 {
  if (len <= 0) return 0;
  const end = ptr + <usize>len;
  const first = load<u8>(ptr);
  const negative = first == 45;
  if (!parseDigits(negative || first == 43 ? ptr + 1 : ptr, end, out)) return 0;
  const magnitude = load<u64>(out);
  if (magnitude > <u64>i64.MAX_VALUE + <u64>negative) return 0;
  if (negative) store<u64>(out, 0 - magnitude);
  return 1;
}

/** Reads `len` bytes as an unsigned integer into `out` (u64). Returns 1, or 0 for bad text or overflow; `-0` is bad text. */
export function parse_u64(ptr: usize, len: i32, out: usize): i32 {
  if (len <= 0) return 0;
  return parseDigits(load<u8>(ptr) == 43 ? ptr + 1 : ptr, ptr + <usize>len, out);
}
