// References in exact arithmetic: a float is a whole number of 2^-1074.

/** Binary digits behind the point of the least float64. */
const FRACTION_BITS = 1074;

/** The number times 2^1074. */
function fixedPoint(value: number): bigint {
  const bits = new BigUint64Array(new Float64Array([value]).buffer)[0]!;
  const exponent = (bits >> 52n) & 0x7ffn;
  const mantissa = bits & 0xfffffffffffffn;
  const magnitude = exponent === 0n ? mantissa : (mantissa | (1n << 52n)) << (exponent - 1n);
  return bits >> 63n === 1n ? -magnitude : magnitude;
}

/** The fraction rounded to a float64, to within one unit in the last place of 200 bits. */
function roundedQuotient(numerator: bigint, denominator: bigint): number {
  const magnitude = numerator < 0n ? -numerator : numerator;
  if (magnitude === 0n) return 0;
  // 200 bits of quotient, then one rounding by Number.
  const shift = 200 - (bitLength(magnitude) - bitLength(denominator));
  const scaled = shift >= 0 ? (magnitude << BigInt(shift)) / denominator : magnitude / (denominator << BigInt(-shift));
  const value = Number(scaled) / 2 ** 200;
  const result = value * 2 ** (200 - shift);
  return numerator < 0n ? -result : result;
}

/** The sum, rounded once. */
export function exactSum(values: readonly number[]): number {
  const total = values.reduce((sum, value) => sum + fixedPoint(value), 0n);
  return roundedQuotient(total, 1n << BigInt(FRACTION_BITS));
}

/** The variance with so many degrees of freedom taken off, rounded once. */
export function exactVariance(values: readonly number[], ddof: number): number {
  const fixed = values.map(fixedPoint);
  const count = BigInt(fixed.length);
  const sum = fixed.reduce((a, b) => a + b, 0n);
  const squares = fixed.reduce((a, b) => a + b * b, 0n);
  const denominator = (count * (count - BigInt(ddof))) << BigInt(2 * FRACTION_BITS);
  return roundedQuotient(count * squares - sum * sum, denominator);
}

/** A generator of whole numbers of so many random bits, the same in every run. */
export function randomBits(bits: number): () => bigint {
  let state = 0x9e3779b97f4a7c15n;
  return () => {
    let value = 0n;
    for (let have = 0; have < bits; have += 32) {
      state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
      value = (value << 32n) | (state >> 32n);
    }
    return BigInt.asUintN(bits, value);
  };
}

/** Random numbers of both signs, the exponents between two bounds. */
export function randomNumbers(length: number, least: number, greatest: number): number[] {
  const next = randomBits(64);
  return Array.from({ length }, () => {
    const bits = next();
    const exponent = least + Number(bits & 0xffn) * ((greatest - least) / 255);
    const mantissa = 1 + Number(bits >> 12n) / 2 ** 52;
    return (bits & 256n ? -mantissa : mantissa) * 2 ** Math.floor(exponent);
  });
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}
