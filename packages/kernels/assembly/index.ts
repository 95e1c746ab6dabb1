/** The version of the kernel interface that the module was built with. */
export function version(): i32 {
  return 1;
}

export { parse_i64, parse_u64 } from "./number/parse-integer";
export { parse_f64, parse_f32 } from "./number/parse-float";
export { parse_decimal } from "./number/parse-decimal";
export { parse_date, parse_datetime_us } from "./number/parse-date";
export { format_i64, format_u64 } from "./number/format-integer";
export { format_f64, format_f32 } from "./number/format-float";
