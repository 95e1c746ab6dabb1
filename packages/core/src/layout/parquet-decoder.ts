// Blocks that the Parquet kernels keep in memory given by the caller; sizes and offsets in bytes. Both compilers read this file.

/** A resumable decoder of an RLE / bit-packed hybrid run list. */
export const RLE_STATE_SIZE = 128;
/** A resumable decoder of DELTA_BINARY_PACKED values. */
export const DELTA_STATE_SIZE = 64;
/** Tables and the literal buffer of the zstd decoder; without content that outlives a call. */
export const ZSTD_STATE_SIZE = 163840;

// How a PLAIN value becomes a value of a vector.

/** The bytes as they are. */
export const CONVERT_NONE = 0;
/** INT32 to 8 bits. */
export const CONVERT_INT32_TO_8 = 1;
/** INT32 to 16 bits. */
export const CONVERT_INT32_TO_16 = 2;
/** INT32 to 64 bits, signed. */
export const CONVERT_INT32_TO_64 = 3;
/** INT64 milliseconds to microseconds. */
export const CONVERT_MS_TO_US = 4;
/** INT64 nanoseconds to microseconds, rounded down. */
export const CONVERT_NS_TO_US = 5;
/** INT96 (nanoseconds of the day, Julian day) to microseconds, rounded down. */
export const CONVERT_INT96_TO_US = 6;
/** Big-endian two's complement of any width to 64 bits; the value has to fit. */
export const CONVERT_BIG_ENDIAN = 7;
/** IEEE 754 binary16 to binary32. */
export const CONVERT_FLOAT16 = 8;
/** FLOAT to DOUBLE. */
export const CONVERT_FLOAT_TO_DOUBLE = 9;
/** INT32 to 64 bits, unsigned. */
export const CONVERT_UINT32_TO_64 = 10;
/** Big-endian two's complement of any width to 128 bits; the value has to fit. */
export const CONVERT_BIG_ENDIAN_TO_128 = 11;
