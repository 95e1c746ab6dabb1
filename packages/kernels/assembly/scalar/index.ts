export { string_view, string_append } from "./view";
export {
  string_compare,
  string_equal,
  string_starts_with,
  string_ends_with,
  string_contains,
} from "./compare";
export { like_match, like_plan, string_like } from "./like";
export { string_len_chars, string_slice } from "./characters";
export { string_split_get } from "./split";
export { string_strip, string_replace_length, string_replace } from "./edit";
export { string_lower, string_upper } from "./case";
export { date_year, date_month, date_day, date_truncate } from "./calendar";
export { string_strptime } from "./strptime";
export {
  decimal_round,
  decimal_truncate,
  decimal_fits,
  decimal_to_f64,
  format_decimal,
  parse_decimal128,
} from "./decimal";
export { parse_boolean, format_date, format_datetime_us } from "./text";
export { float_exp, float_log, float_pow, integer_pow } from "./math";
