import { copyBytes } from "../bytes/copy";

/** Whether the text holds the separator, the quote, a carriage return or a line feed. Reads up to 15 bytes past its end. */
@inline
export function needsQuotes(from: usize, length: usize, separator: u8, quote: u8): bool {
  const separators = i8x16.splat(<i8>separator);
  const quotes = i8x16.splat(<i8>quote);
  const returns = i8x16.splat(13);
  const feeds = i8x16.splat(10);
  for (let i: usize = 0; i < length; i += 16) {
    const text = v128.load(from + i);
    const found = v128.or(
      v128.or(i8x16.eq(text, separators), i8x16.eq(text, quotes)),
      v128.or(i8x16.eq(text, returns), i8x16.eq(text, feeds)),
    );
    let mask = <u32>i8x16.bitmask(found);
    if (length - i < 16) mask &= (<u32>1 << <u32>(length - i)) - 1;
    if (mask != 0) return true;
  }
  return false;
}

/** Writes the text between quotes, quotes in it doubled; 2 * length + 2 bytes of room. Returns the end. */
export function writeQuoted(from: usize, length: usize, quote: u8, out: usize): usize {
  let p = out;
  store<u8>(p++, quote);
  for (let i: usize = 0; i < length; i++) {
    const byte = load<u8>(from + i);
    if (byte == quote) store<u8>(p++, quote);
    store<u8>(p++, byte);
  }
  store<u8>(p++, quote);
  return p;
}

/** Copies bytes; up to 15 bytes past the end are written too. Returns the end. */
@inline
export function writeBytes(from: usize, length: usize, out: usize): usize {
  if (length <= 16) v128.store(out, v128.load(from));
  else copyBytes(out, from, length);
  return out + length;
}

/** Whether two texts are the same. */
@inline
export function sameText(a: usize, lengthA: usize, b: usize, lengthB: usize): bool {
  if (lengthA != lengthB) return false;
  for (let i: usize = 0; i < lengthA; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false;
  return true;
}
