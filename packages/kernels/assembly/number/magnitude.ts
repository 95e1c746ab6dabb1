// How large the numbers of a batch are at most: a power of two above them, which takes three instructions for two numbers.

// @ts-ignore: decorator
@inline
function foldedSign(x: v128): v128 {
  return v128.xor(x, i64x2.lt_s(x, i64x2.splat(0)));
}

/** A bound of the absolute values of n i64: no less than the largest of them and less than twice as much. */
export function number_magnitude(n: i32, values: usize): f64 {
  let bits = i64x2.splat(0);
  let other = i64x2.splat(0);
  let i = 0;
  for (; i <= n - 4; i += 4) {
    const at = values + (<usize>i << 3);
    bits = v128.or(bits, foldedSign(v128.load(at)));
    other = v128.or(other, foldedSign(v128.load(at, 16)));
  }
  bits = v128.or(bits, other);
  let all = i64x2.extract_lane(bits, 0) | i64x2.extract_lane(bits, 1);
  for (; i < n; i++) {
    const x = load<i64>(values + (<usize>i << 3));
    all |= x ^ (x >> 63);
  }
  return <f64>all + 1;
}

/** The same of the values in the rows that a selection (u32 each) names. */
export function number_magnitude_selected(n: i32, selection: usize, values: usize): f64 {
  let all: i64 = 0;
  for (const end = selection + (<usize>n << 2); selection < end; selection += 4) {
    const x = load<i64>(values + (<usize>load<u32>(selection) << 3));
    all |= x ^ (x >> 63);
  }
  return <f64>all + 1;
}
