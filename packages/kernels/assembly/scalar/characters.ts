// Characters of UTF-8: every byte that is no continuation begins one.
import { viewBytes } from "../bytes/compare";
import { writeView } from "./view";

/** Bytes of the character at `p`, no more than there are before `end`; at least 1. */
export function characterLength(p: usize, end: usize): usize {
  let q = p + 1;
  while (q < end && (load<u8>(q) & 0xc0) == 0x80) q++;
  return q - p;
}

/** The number of characters. */
export function string_len_chars(text: usize): i32 {
  let p = viewBytes(text, 0);
  const end = p + <usize>load<u32>(text);
  let count = 0;
  for (; p < end; p++) count += i32((load<u8>(p) & 0xc0) != 0x80);
  return count;
}

/** The address of character number `index`, or `end`. */
function characterAt(start: usize, end: usize, index: i64): usize {
  let p = start;
  for (; index > 0 && p < end; index--) p += characterLength(p, end);
  return p;
}

/**
 * Writes the view of `length` characters from number `offset`; a negative offset counts from the end, as in Polars, and
 * what lies outside of the string is not there.
 */
export function string_slice(text: usize, offset: i64, length: i64, out: usize): void {
  const start = viewBytes(text, 0);
  const end = start + <usize>load<u32>(text);
  if (offset < 0) {
    offset += <i64>string_len_chars(text);
    if (offset < 0) {
      // A length that would end before the string begins leaves nothing.
      length = length > i64.MAX_VALUE + offset ? length : max<i64>(0, length + offset);
      offset = 0;
    }
  }
  const from = characterAt(start, end, offset);
  const to = characterAt(from, end, max<i64>(0, length));
  writeView(out, from, <u32>(to - from));
}
