/**
 * Aggregates that need all values of a group. Layout: core's layout/holistic.ts. Values are u64 in the order of the floats they
 * stand for: a positive float's bits with the sign bit set, a negative one's inverted; NaN is positive.
 */
export interface HolisticExports {
  /**
   * Tells n stored rows their groups; rows of groups whose cursor at stateOffset is 0xffffffff are dropped from the list. Returns how
   * many are left.
   */
  holistic_link(n: number, rows: number, groups: number, stateOffset: number): number;
  /** Bytes of the long strings in the states of a page of groups. */
  holistic_string_bytes(page: number, numViews: number, viewOffsets: number): number;
  /** Copies these strings to a heap that has room for them; returns its next free byte. */
  holistic_move_strings(page: number, numViews: number, viewOffsets: number, heap: number): number;
  /** Gives each group of a page its range of the values, from index `next` on; returns the index behind the last. */
  holistic_assign(page: number, stateOffset: number, next: number): number;
  /**
   * Writes the quantile of each of n group rows, whose values are all there, interpolated between neighbours; `single` 1 = as f32.
   * Returns how many groups it did, in order: less than n after many values, or in front of a group of more than
   * QUANTILE_MAX_VALUES. Moves the values of a group about within their range. histogram: QUANTILE_HISTOGRAM_SIZE bytes.
   */
  holistic_quantiles(
    n: number,
    rows: number,
    stateOffset: number,
    values: number,
    fraction: number,
    single: number,
    histogram: number,
  ): number;
  /** Writes one group's quantile from the values of the two ranks around it. */
  holistic_store(row: number, stateOffset: number, low: bigint, high: bigint, proportion: number, single: number): void;
  /** Narrows `out` {bits that all values have u64, bits that some value has u64} by n values. */
  holistic_bits(values: number, n: number, out: number): void;
  /** Adds n values to the 256 counts (u32) of the digit at bit `shift`. */
  holistic_histogram(values: number, n: number, shift: number, histogram: number): void;
  /**
   * Swaps those of the values from … from + n - 1 that have the digit to index `into` and behind; what lies between `into` and
   * `from` must not have it. Returns the index behind the last of them.
   */
  holistic_gather(values: number, from: number, n: number, into: number, shift: number, digit: number): number;
  /** The value at a rank (0 = the least) of n <= QUANTILE_MAX_VALUES values, which are moved about. */
  holistic_select(values: number, n: number, rank: number, histogram: number): bigint;
}
