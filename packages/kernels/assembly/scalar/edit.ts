// Strings made of strings: stripping and literal replacement.
import { viewBytes } from "../bytes/compare";
import { copyBytes } from "../bytes/copy";
import { characterLength } from "./characters";
import { findBytes } from "./compare";
import { writeView } from "./view";

/** Whether the character of `length` bytes at `p` is among the characters from `set` to `setEnd`; an empty set is white space. */
function inSet(p: usize, length: usize, set: usize, setEnd: usize): bool {
  if (set == setEnd) {
    const byte = load<u8>(p);
    if (length == 1) return byte == 32 || (byte >= 9 && byte <= 13);
    if (length == 2) return byte == 0xc2 && (load<u8>(p, 1) == 0xa0 || load<u8>(p, 1) == 0x85);
    // U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F, U+3000.
    if (length != 3) return false;
    const code = ((<u32>byte & 15) << 12) | ((<u32>load<u8>(p, 1) & 63) << 6) | (<u32>load<u8>(p, 2) & 63);
    return (code >= 0x2000 && code <= 0x200a) || code == 0x2028 || code == 0x2029 || code == 0x202f || code == 0x205f || code == 0x3000;
  }
  for (let q = set; q < setEnd; ) {
    const size = characterLength(q, setEnd);
    if (size == length && memory.compare(p, q, size) == 0) return true;
    q += size;
  }
  return false;
}

/** Writes the view of `text` without the characters of `characters` (empty: white space) at its ends; `ends`: 1 start, 2 end, 3 both. */
export function string_strip(text: usize, characters: usize, ends: i32, out: usize): void {
  let start = viewBytes(text, 0);
  let end = start + <usize>load<u32>(text);
  const set = viewBytes(characters, 0);
  const setEnd = set + <usize>load<u32>(characters);
  if ((ends & 1) != 0) {
    while (start < end) {
      const length = characterLength(start, end);
      if (!inSet(start, length, set, setEnd)) break;
      start += length;
    }
  }
  if ((ends & 2) != 0) {
    while (end > start) {
      let p = end - 1;
      while (p > start && (load<u8>(p) & 0xc0) == 0x80) p--;
      if (!inSet(p, end - p, set, setEnd)) break;
      end = p;
    }
  }
  writeView(out, start, <u32>(end - start));
}

/** The length of `text` with at most `limit` occurrences of `from` replaced by `to`. An empty `from` occurs once, at the start. */
export function string_replace_length(text: usize, from: usize, to: usize, limit: i32): i32 {
  return replace(text, from, to, limit, 0);
}

/** Writes the text after replacement at `out`, which has the room that string_replace_length told; returns its length. */
export function string_replace(text: usize, from: usize, to: usize, limit: i32, out: usize): i32 {
  return replace(text, from, to, limit, out);
}

function replace(text: usize, from: usize, to: usize, limit: i32, out: usize): i32 {
  let p = viewBytes(text, 0);
  const end = p + <usize>load<u32>(text);
  const needle = viewBytes(from, 0);
  const needleLength = load<u32>(from);
  const insert = viewBytes(to, 0);
  const insertLength = load<u32>(to);
  let written: u32 = 0;
  while (limit > 0) {
    const found = findBytes(p, end, needle, needleLength);
    if (found == 0) break;
    const before = <u32>(found - p);
    if (out != 0) {
      copyBytes(out + <usize>written, p, <usize>before);
      copyBytes(out + <usize>(written + before), insert, <usize>insertLength);
    }
    written += before + insertLength;
    p = found + <usize>needleLength;
    if (needleLength == 0) break;
    limit--;
  }
  if (out != 0) copyBytes(out + <usize>written, p, end - p);
  return <i32>(written + <u32>(end - p));
}
