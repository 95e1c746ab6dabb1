import { VIEW_INLINE, VIEW_POINTER, VIEW_PREFIX } from "../../../core/src/layout/string-view";
import { copyBytes } from "../bytes/copy";

// Between views (vectors) and offsets into one run of bytes (chunks).

/** Bytes of n strings in all, as f64 so that no sum overflows. */
export function chunk_views_size(n: i32, views: usize): f64 {
  let total: u64 = 0;
  for (let i = 0; i < n; i++) total += load<u32>(views + ((<usize>i) << 4));
  return <f64>total;
}

/**
 * Appends n strings behind the `used` bytes at `bytes` and writes the end of each to `ends` (i32[n]). The caller has made
 * room: chunk_views_size tells how much, and 16 bytes behind it may be written too. Returns the bytes used then.
 */
export function chunk_append_views(n: i32, views: usize, ends: usize, bytes: usize, used: u32): u32 {
  let end = used;
  for (let i = 0; i < n; i++) {
    const view = views + ((<usize>i) << 4);
    const length = load<u32>(view);
    const to = bytes + end;
    if (length <= <u32>VIEW_INLINE) {
      store<u64>(to, load<u64>(view, VIEW_PREFIX));
      store<u32>(to, load<u32>(view, VIEW_PREFIX + 8), 8);
    } else copyBytes(to, <usize>load<u32>(view, VIEW_POINTER), length);
    end += length;
    store<u32>(ends + ((<usize>i) << 2), end);
  }
  return end;
}

/** Views of n strings: offsets i32[n + 1] into the run that begins at `bytes`; where validity (u8[n], or 0) is 0 the view is empty. */
export function chunk_make_views(n: i32, offsets: usize, bytes: usize, validity: usize, out: usize): void {
  for (let i = 0; i < n; i++) {
    const view = out + ((<usize>i) << 4);
    const start = load<u32>(offsets + ((<usize>i) << 2));
    let length = load<u32>(offsets + ((<usize>i) << 2), 4) - start;
    if (validity != 0 && load<u8>(validity + i) == 0) length = 0;
    const from = bytes + start;
    store<u64>(view, 0);
    store<u64>(view, 0, 8);
    store<u32>(view, length);
    if (length <= <u32>VIEW_INLINE) {
      copyBytes(view + VIEW_PREFIX, from, length);
    } else {
      store<u32>(view, load<u32>(from), VIEW_PREFIX);
      store<u32>(view, <u32>from, VIEW_POINTER);
    }
  }
}
