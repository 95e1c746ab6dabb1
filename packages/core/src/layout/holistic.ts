// What a group's row holds for an aggregate that needs all of the group's values. The values of a partition lie in one array of
// u64 whose order as unsigned numbers is that of the floats; each group has a range of it.
//
//   quantile:  0       4        8       16     17
//              | count | cursor | value | null | unused |
//   distinct:  0       8
//              | count |

/** Bytes of a quantile's place in a row. */
export const QUANTILE_SIZE = 24;
/** u32: how many values the group has that are not null. */
export const QUANTILE_COUNT = 0;
/** u32: index at which the group's next value goes; once all are there, the end of the group's range. */
export const QUANTILE_CURSOR = 4;
/** f64 or f32, out: the result. */
export const QUANTILE_VALUE = 8;
/** u8, out: 1 = the group has no value. */
export const QUANTILE_NULL = 16;
/** Values that holistic_quantiles takes in one group, at most; larger groups are narrowed down first. */
export const QUANTILE_MAX_VALUES = 65536;
/** Bytes of scratch for counts by digit. */
export const QUANTILE_HISTOGRAM_SIZE = 1024;
/** Bytes of a count of different values; a u64. */
export const DISTINCT_SIZE = 8;
