// Codes to values, and dense values to their rows.

/** Whether all of `n` codes are below `count`. */
export function parquet_codes_within(n: i32, codes: usize, count: i32): bool {
  let top = i32x4.splat(0);
  let i = 0;
  for (; i <= n - 4; i += 4) top = i32x4.max_u(top, v128.load(codes + (<usize>i << 2)));
  let most = max(
    max(<u32>i32x4.extract_lane(top, 0), <u32>i32x4.extract_lane(top, 1)),
    max(<u32>i32x4.extract_lane(top, 2), <u32>i32x4.extract_lane(top, 3)),
  );
  for (; i < n; i++) most = max(most, load<u32>(codes + (<usize>i << 2)));
  return n == 0 || most < <u32>count;
}

/** Looks up `n` codes in a dictionary of `count` values of `width` bytes. Returns 0, or -1 if a code is too large. */
export function parquet_gather(n: i32, codes: usize, dictionary: usize, count: i32, width: i32, out: usize): i32 {
  if (!parquet_codes_within(n, codes, count)) return -1;
  let end = codes + (<usize>n << 2);
  if (width == 8) {
    for (; codes < end; codes += 4, out += 8) store<u64>(out, load<u64>(dictionary + (<usize>load<u32>(codes) << 3)));
  } else if (width == 4) {
    for (; codes < end; codes += 4, out += 4) store<u32>(out, load<u32>(dictionary + (<usize>load<u32>(codes) << 2)));
  } else if (width == 16) {
    for (; codes < end; codes += 4, out += 16) v128.store(out, v128.load(dictionary + (<usize>load<u32>(codes) << 4)));
  } else if (width == 2) {
    for (; codes < end; codes += 4, out += 2) store<u16>(out, load<u16>(dictionary + (<usize>load<u32>(codes) << 1)));
  } else {
    for (; codes < end; codes += 4, out++) store<u8>(out, load<u8>(dictionary + <usize>load<u32>(codes)));
  }
  return 0;
}

/**
 * Looks up the codes of the selected rows only: `codes` are dense (one for each valid row of `n`), `selection` holds
 * `selected` ascending rows below `n`. Without validity (0) code and row agree. Returns 0, or -1 if a code is too large.
 */
export function parquet_gather_selected(
  codes: usize, selection: usize, selected: i32, base: i32, dictionary: usize, count: i32, width: i32, out: usize,
): i32 {
  let end = selection + (<usize>selected << 2);
  for (; selection < end; selection += 4) {
    let row = load<u32>(selection) - <u32>base;
    let code = load<u32>(codes + (<usize>row << 2));
    if (code >= <u32>count) return -1;
    if (width == 8) store<u64>(out + (<usize>row << 3), load<u64>(dictionary + (<usize>code << 3)));
    else if (width == 4) store<u32>(out + (<usize>row << 2), load<u32>(dictionary + (<usize>code << 2)));
    else if (width == 16) v128.store(out + (<usize>row << 4), v128.load(dictionary + (<usize>code << 4)));
    else if (width == 2) store<u16>(out + (<usize>row << 1), load<u16>(dictionary + (<usize>code << 1)));
    else store<u8>(out + row, load<u8>(dictionary + <usize>code));
  }
  return 0;
}

/** Position of the first of `n` ascending u32 that is not below `bound`. */
export function parquet_lower_bound(n: i32, values: usize, bound: i32): i32 {
  let low = 0;
  while (low < n) {
    let middle = (low + n) >>> 1;
    if (load<u32>(values + (<usize>middle << 2)) < <u32>bound) low = middle + 1;
    else n = middle;
  }
  return low;
}

/** Writes `n` ascending codes from `first` on. */
export function parquet_iota(n: i32, first: i32, out: usize): void {
  for (let i = 0; i < n; i++) store<u32>(out + (<usize>i << 2), <u32>(first + i));
}

/** Copies bytes. */
export function parquet_copy(to: usize, from: usize, byteLength: i32): void {
  memory.copy(to, from, <usize>byteLength);
}

/** Fills bytes. */
export function parquet_fill(to: usize, value: i32, byteLength: i32): void {
  memory.fill(to, <u8>value, <usize>byteLength);
}

/**
 * Moves `valid` dense values to the rows of `n` where `validity` is 1, in place from the back; the others become zero.
 * Up to one value before `data` is read.
 */
export function parquet_spread(n: i32, valid: i32, validity: usize, width: i32, data: usize): void {
  let j = <isize>valid - 1;
  if (width == 8) {
    for (let i = <isize>n - 1; i >= 0; i--) {
      let on = <u64>load<u8>(validity + i);
      store<u64>(data + (i << 3), load<u64>(data + (j << 3)) & -on);
      j -= <isize>on;
    }
  } else if (width == 4) {
    for (let i = <isize>n - 1; i >= 0; i--) {
      let on = <u32>load<u8>(validity + i);
      store<u32>(data + (i << 2), load<u32>(data + (j << 2)) & -on);
      j -= <isize>on;
    }
  } else if (width == 16) {
    for (let i = <isize>n - 1; i >= 0; i--) {
      let on = <u64>load<u8>(validity + i);
      v128.store(data + (i << 4), v128.and(v128.load(data + (j << 4)), i64x2.splat(-on)));
      j -= <isize>on;
    }
  } else if (width == 2) {
    for (let i = <isize>n - 1; i >= 0; i--) {
      let on = <u32>load<u8>(validity + i);
      store<u16>(data + (i << 1), <u16>(<u32>load<u16>(data + (j << 1)) & -on));
      j -= <isize>on;
    }
  } else {
    for (let i = <isize>n - 1; i >= 0; i--) {
      let on = <u32>load<u8>(validity + i);
      store<u8>(data + i, <u8>(<u32>load<u8>(data + j) & -on));
      j -= <isize>on;
    }
  }
}
