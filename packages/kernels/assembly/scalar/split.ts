// One part of a split string.
import { viewBytes } from "../bytes/compare";
import { characterLength } from "./characters";
import { findBytes } from "./compare";
import { writeView } from "./view";

/** The end of the part that begins at `p`; an empty separator ends it after one character. */
function partEnd(p: usize, end: usize, by: usize, byLength: u32): usize {
  if (byLength == 0) return p + (p < end ? characterLength(p, end) : 0);
  const found = findBytes(p, end, by, byLength);
  return found == 0 ? end : found;
}

/** The number of parts of `text` between occurrences of `by`. */
function countParts(start: usize, end: usize, by: usize, byLength: u32): i64 {
  let parts: i64 = 0;
  let p = start;
  do {
    p = partEnd(p, end, by, byLength);
    parts++;
    if (p >= end) break;
    p += <usize>byLength;
    if (byLength > 0 && p == end) return parts + 1;
  } while (p < end);
  return parts;
}

/** Writes the view of part number `index` (negative: from the end) of `text` split by `by`. Returns 1, or 0 if there is none. */
export function string_split_get(text: usize, by: usize, index: i64, out: usize): i32 {
  const start = viewBytes(text, 0);
  const end = start + <usize>load<u32>(text);
  const separator = viewBytes(by, 0);
  const byLength = load<u32>(by);
  if (index < 0) {
    index += countParts(start, end, separator, byLength);
    if (index < 0) return 0;
  }
  let p = start;
  for (; index > 0; index--) {
    p = partEnd(p, end, separator, byLength);
    if (p >= end) return 0;
    p += <usize>byLength;
    if (byLength == 0 && p == end) return 0;
  }
  writeView(out, p, <u32>(partEnd(p, end, separator, byLength) - p));
  return 1;
}
