// Upper and lower case: ASCII, Latin-1, Greek and Cyrillic letters whose other case has as many bytes. Other letters stay as
// they are, and no letter becomes two (ß stays ß).
import { viewBytes } from "../bytes/compare";

/** The lower case of a two-byte character (U+0080 to U+07FF). */
function lowerOf(code: u32): u32 {
  if (code >= 0xc0 && code <= 0xde && code != 0xd7) return code + 32;
  if (code >= 0x100 && code <= 0x17f) return lowerLatinExtended(code);
  if (code >= 0x391 && code <= 0x3ab && code != 0x3a2) return code + 32;
  if (code >= 0x410 && code <= 0x42f) return code + 32;
  if (code >= 0x400 && code <= 0x40f) return code + 80;
  return code;
}

/** The upper case of a two-byte character. */
function upperOf(code: u32): u32 {
  if (code >= 0xe0 && code <= 0xfe && code != 0xf7) return code - 32;
  if (code == 0xff) return 0x178;
  if (code >= 0x100 && code <= 0x17f) return upperLatinExtended(code);
  if (code == 0x3c2) return 0x3a3;
  if (code >= 0x3b1 && code <= 0x3cb) return code - 32;
  if (code >= 0x430 && code <= 0x44f) return code - 32;
  if (code >= 0x450 && code <= 0x45f) return code - 80;
  return code;
}

/** Latin Extended-A: pairs begin at an even code up to U+0137 and from U+014A to U+0177, at an odd one between and after. */
function pairParity(code: u32): u32 {
  if (code >= 0x139 && code <= 0x148) return 1;
  if (code >= 0x179 && code <= 0x17e) return 1;
  return 0;
}

function hasPair(code: u32): bool {
  // İ and ı, ĸ, ŉ, Ÿ and ſ stand alone.
  return code != 0x130 && code != 0x131 && code != 0x138 && code != 0x149 && code != 0x178 && code != 0x17f;
}

function lowerLatinExtended(code: u32): u32 {
  if (code == 0x178) return 0xff;
  return hasPair(code) && (code & 1) == pairParity(code) ? code + 1 : code;
}

function upperLatinExtended(code: u32): u32 {
  return hasPair(code) && (code & 1) != pairParity(code) ? code - 1 : code;
}

function convert(text: usize, out: usize, upper: bool): void {
  let p = viewBytes(text, 0);
  const end = p + <usize>load<u32>(text);
  const firstLetter: u32 = upper ? 97 : 65;
  for (; p < end; p++, out++) {
    const byte = <u32>load<u8>(p);
    if (byte < 0x80) {
      store<u8>(out, <u8>(byte - firstLetter < 26 ? byte ^ 32 : byte));
    } else if (byte >= 0xc2 && byte <= 0xdf && p + 1 < end) {
      const code = ((byte & 31) << 6) | (<u32>load<u8>(p, 1) & 63);
      const other = upper ? upperOf(code) : lowerOf(code);
      store<u8>(out, <u8>(0xc0 | (other >> 6)));
      store<u8>(out, <u8>(0x80 | (other & 63)), 1);
      p++;
      out++;
    } else {
      store<u8>(out, <u8>byte);
    }
  }
}

/** Writes the bytes in lower case at `out`: as many as there are. */
export function string_lower(text: usize, out: usize): void {
  convert(text, out, false);
}

/** Writes the bytes in upper case at `out`: as many as there are. */
export function string_upper(text: usize, out: usize): void {
  convert(text, out, true);
}
