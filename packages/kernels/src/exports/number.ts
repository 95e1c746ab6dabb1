/** Numbers, dates and times as text. Texts are `len` bytes at `ptr`; parsers return 1, or 0 for text that is none of theirs. */
export interface NumberKernels {
  /** Writes an i64 at `out`; 0 too on overflow. */
  parse_i64(ptr: number, len: number, out: number): number;
  /** Writes a u64 at `out`; 0 too on overflow or a minus sign. */
  parse_u64(ptr: number, len: number, out: number): number;
  /** Writes the nearest f64 at `out`; also takes inf, infinity and nan in any case, with a sign. */
  parse_f64(ptr: number, len: number, out: number): number;
  /** Writes the nearest f32 at `out`, rounded once. */
  parse_f32(ptr: number, len: number, out: number): number;
  /** Writes an unscaled i64 of `scale` (0 to 18) fraction digits at `out`; further digits round half away from zero. */
  parse_decimal(ptr: number, len: number, scale: number, out: number): number;
  /** YYYY-MM-DD: writes i32 days since 1970-01-01 at `out`. */
  parse_date(ptr: number, len: number, out: number): number;
  /** ISO date and time, fraction and offset optional: writes i64 microseconds since 1970 (UTC where there is an offset). */
  parse_datetime_us(ptr: number, len: number, out: number): number;
  /** Writes decimal text at `out` (20 bytes of room); returns its length. */
  format_i64(value: bigint, out: number): number;
  /** Writes decimal text at `out` (20 bytes of room); returns its length. */
  format_u64(value: bigint, out: number): number;
  /** Writes the shortest text that reads back the same ("1.0", "1e20", "NaN", "inf") at `out` (26 bytes of room); returns its length. */
  format_f64(value: number, out: number): number;
  /** As `format_f64`, shortest for a float32. */
  format_f32(value: number, out: number): number;
  /** A bound of the absolute values of n i64: no less than the largest of them (but for a float64's rounding), less than twice as much; 1 for none. */
  number_magnitude(n: number, values: number): number;
  /** The same of the values in the n rows of a selection (u32 each). */
  number_magnitude_selected(n: number, selection: number, values: number): number;
}
