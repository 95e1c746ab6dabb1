// Quantiles of groups: each group's values lie together, its row tells where.
import {
  QUANTILE_COUNT, QUANTILE_CURSOR, QUANTILE_MAX_VALUES, QUANTILE_NULL, QUANTILE_VALUE,
} from "../../../core/src/layout/holistic";
import { ROW_PAGE_HEADER, ROW_PAGE_NUM_ROWS, ROW_PAGE_ROW_STRIDE } from "../../../core/src/layout/row-page";
import { select } from "./select";

/** Values that one call looks at, at most. */
const VALUES_A_CALL: u32 = 131072;
const SIGN: u64 = 0x8000000000000000;

export function holistic_assign(page: usize, stateOffset: usize, next: u32): u32 {
  const stride = <usize>load<u32>(page, ROW_PAGE_ROW_STRIDE);
  const numRows = load<u32>(page, ROW_PAGE_NUM_ROWS);
  let state = page + ROW_PAGE_HEADER + stateOffset;
  for (let i: u32 = 0; i < numRows; i++) {
    store<u32>(state, next, QUANTILE_CURSOR);
    next += load<u32>(state, QUANTILE_COUNT);
    state += stride;
  }
  return next;
}

/** The float whose place in the order is `ordered`. */
// @ts-ignore: decorator
@inline
function floatOf(ordered: u64): f64 {
  return reinterpret<f64>((ordered & SIGN) != 0 ? ordered ^ SIGN : ~ordered);
}

/** Between two values of neighbouring ranks; NaN is the greatest of all. */
function between(low: f64, high: f64, proportion: f64): f64 {
  if (low == high) return low;
  const step = (high - low) * proportion;
  // The distance of two finite numbers may be none.
  return isFinite(step) ? low + step : low * (1 - proportion) + high * proportion;
}

export function holistic_store(row: usize, stateOffset: usize, low: u64, high: u64, proportion: f64, single: i32): void {
  const result = proportion == 0 ? floatOf(low) : between(floatOf(low), floatOf(high), proportion);
  if (single != 0) store<f32>(row + stateOffset, <f32>result, QUANTILE_VALUE);
  else store<f64>(row + stateOffset, result, QUANTILE_VALUE);
}

export function holistic_quantiles(
  n: i32, rows: usize, stateOffset: usize, values: usize, fraction: f64, single: i32, histogram: usize,
): i32 {
  let left = VALUES_A_CALL;
  for (let i = 0; i < n; i++) {
    const row = <usize>load<u32>(rows + (<usize>i << 2));
    const state = row + stateOffset;
    const count = load<u32>(state, QUANTILE_COUNT);
    if (count > <u32>QUANTILE_MAX_VALUES || count > left) return i;
    left -= count;
    if (count == 0) {
      store<u8>(state, 1, QUANTILE_NULL);
      continue;
    }
    const own = values + (<usize>(load<u32>(state, QUANTILE_CURSOR) - count) << 3);
    const place = fraction * <f64>(count - 1);
    const rank = <u32>place;
    const proportion = place - <f64>rank;
    const low = select(own, count, rank, histogram);
    const high = proportion == 0 ? low : select(own, count, rank + 1, histogram);
    holistic_store(row, stateOffset, low, high, proportion, single);
  }
  return n;
}
