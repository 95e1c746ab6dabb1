// Writing string views. A view is zero-padded, so that equal short strings are equal as 16 bytes.
import { VIEW_INLINE, VIEW_POINTER, VIEW_PREFIX } from "../../../core/src/layout/string-view";
import { copyBytes } from "../bytes/copy";

/** Writes the view of `length` bytes at `bytes`: a copy where they are short, else prefix and address. */
export function writeView(out: usize, bytes: usize, length: u32): void {
  if (length > <u32>VIEW_INLINE) {
    const prefix = load<u32>(bytes);
    store<u32>(out, length);
    store<u32>(out, prefix, VIEW_PREFIX);
    store<u64>(out, <u64>bytes, VIEW_POINTER);
    return;
  }
  // `bytes` may lie in the view at `out` itself: read all of it before writing.
  let low: u64 = 0;
  let high: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    const byte = <u64>load<u8>(bytes + <usize>i);
    if (i < 8) low |= byte << (<u64>i << 3);
    else high |= <u32>byte << ((i - 8) << 3);
  }
  store<u32>(out, length);
  store<u64>(out, low, VIEW_PREFIX);
  store<u32>(out, high, 12);
}

/** Writes the view of `length` bytes at `bytes` to `out`. Long strings are not copied. */
export function string_view(out: usize, bytes: usize, length: i32): void {
  writeView(out, bytes, <u32>length);
}

/** Copies a string's bytes to `to`; returns the address behind them. */
export function string_append(to: usize, view: usize): usize {
  const length = <usize>load<u32>(view);
  copyBytes(to, length <= <usize>VIEW_INLINE ? view + VIEW_PREFIX : <usize>load<u32>(view, VIEW_POINTER), length);
  return to + length;
}
