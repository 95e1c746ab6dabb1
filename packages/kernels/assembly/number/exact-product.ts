/** a * b - product, exact (Dekker, "A floating-point technique", 1971: his product, after the split of Veltkamp). */
@inline
export function productError(a: f64, b: f64, product: f64): f64 {
  const splitter: f64 = 134217729;
  const ca = a * splitter;
  const aHigh = ca - (ca - a);
  const aLow = a - aHigh;
  const cb = b * splitter;
  const bHigh = cb - (cb - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}
