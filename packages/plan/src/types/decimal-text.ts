/** A decimal number as its digits without the point, and how many of them stand after it. */
export interface DecimalDigits {
  readonly unscaled: bigint;
  readonly scale: number;
}

/** The shortest decimal text of a finite number, exactly: 0.05 is 5 with scale 2, never 0.05000000000000000277. */
export function shortestDecimal(value: number): DecimalDigits {
  const [mantissa = "0", exponentText = "0"] = String(value).toLowerCase().split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const exponent = Number(exponentText);
  const unscaled = BigInt(whole + fraction);
  const scale = fraction.length - exponent;
  // String() keeps the sign of -0.5 in `whole` ("-0"), and BigInt("-05") reads it as -5.
  return scale >= 0 ? { unscaled, scale } : { unscaled: unscaled * 10n ** BigInt(-scale), scale: 0 };
}

/** How many digits a number has; at least 1. */
export function countDigits(value: bigint): number {
  return String(value < 0n ? -value : value).length;
}

/** The text of a decimal: `-0.05` for -5 with scale 2. */
export function decimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? "-" : "";
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
