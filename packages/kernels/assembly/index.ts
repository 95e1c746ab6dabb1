/** The version of the kernel interface that the module was built with. */
export function version(): i32 {
  return 1;
}

export { parse_i64, parse_u64 } from "./number/parse-integer";
export { parse_f64, parse_f32 } from "./number/parse-float";
export { parse_decimal } from "./number/parse-decimal";
export { parse_date, parse_datetime_us } from "./number/parse-date";
export { number_magnitude, number_magnitude_selected } from "./number/magnitude";
export { format_i64, format_u64 } from "./number/format-integer";
export { format_f64, format_f32 } from "./number/format-float";
export {
  parquet_rle_init,
  parquet_rle_read,
  parquet_rle_skip,
  parquet_levels_read,
  parquet_rle_booleans,
} from "./parquet/rle";
export {
  parquet_convert,
  parquet_plain_decimals,
  parquet_plain_booleans,
  parquet_plain_views,
  parquet_plain_skip,
  parquet_fixed_views,
  parquet_unsplit,
} from "./parquet/plain";
export {
  parquet_codes_within,
  parquet_gather,
  parquet_gather_selected,
  parquet_lower_bound,
  parquet_iota,
  parquet_copy,
  parquet_fill,
  parquet_spread,
} from "./parquet/gather";
export { parquet_first_invalid_utf8 } from "./parquet/utf8";
export { snappy_decode } from "./snappy/decode";
export {
  parquet_delta_init,
  parquet_delta_read,
  parquet_delta_end,
  parquet_delta_length_views,
  parquet_delta_strings_size,
  parquet_delta_strings,
} from "./parquet/delta";
export { lz4_decode } from "./parquet/lz4";
export { zstd_begin, zstd_block, zstd_decode } from "./zstd/decode";

export {
  pqw_append_bits,
  pqw_set_bits,
  pqw_count_bits,
  pqw_compact_bits,
  pqw_compact,
} from "./parquet-write/bits";
export { pqw_widen, pqw_narrow, pqw_flip_i128, pqw_bounds } from "./parquet-write/values";
export {
  pqw_plain_strings,
  pqw_plain_codes,
  pqw_plain_codes_size,
  pqw_string_bounds,
} from "./parquet-write/strings";
export { pqw_dictionary_start, pqw_dictionary_fixed, pqw_dictionary_strings } from "./parquet-write/dictionary";
export { pqw_hybrid, pqw_levels } from "./parquet-write/hybrid";
export { pqw_snappy } from "./parquet-write/snappy";
export { csvw_rows } from "./csv-write/rows";

export { csv_tokenize, csv_count, csv_count_plain, csv_range } from "./csv/tokenize";
export { csv_state, csv_row_end, csv_rows } from "./csv/automaton";
export { csv_column, csv_count_byte } from "./csv/columns";

export * from "./arena/index";
export * from "./rows/index";
export * from "./keys/index";
export * from "./aggregate/index";
export * from "./join/index";
export * from "./sort/index";
export * from "./gather/index";
export * from "./spill/index";
export * from "./chunk/index";
export * from "./scalar/index";
export * from "./holistic/index";
export { inflate, inflate_init } from "./inflate/inflate";
export { crc32, crc32_tables } from "./inflate/crc32";
