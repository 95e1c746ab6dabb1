// Functions of floats that WebAssembly has no instruction for. The standard library's ports of musl err by less than one unit.

/** e^x. */
export function float_exp(x: f64): f64 {
  return NativeMath.exp(x);
}

/** The natural logarithm. */
export function float_log(x: f64): f64 {
  return NativeMath.log(x);
}

/** x^y. */
export function float_pow(x: f64, y: f64): f64 {
  return NativeMath.pow(x, y);
}

/** base^exponent modulo 2^64, for an exponent that is not negative. */
export function integer_pow(base: i64, exponent: i64): i64 {
  let result: i64 = 1;
  for (; exponent > 0; exponent >>= 1) {
    if ((exponent & 1) != 0) result *= base;
    base *= base;
  }
  return result;
}
