const pattern = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?\s*$/;
/** Exponents beyond this cannot fit any decimal; it bounds the text that is built. */
const MAX_EXPONENT = 100;

/**
 * The decimal of that text as an integer scaled by 10^scale; undefined where the text is no number or has digits other than
 * zero beyond the scale.
 */
export function parseDecimal(text: string, scale: number): bigint | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponentText] = match;
  const exponent = Number(exponentText ?? 0);
  if (whole.length + fraction.length === 0 || Math.abs(exponent) > MAX_EXPONENT) return undefined;
  const shift = scale - fraction.length + exponent;
  const digits = whole + fraction;
  const kept = shift >= 0 ? digits + "0".repeat(shift) : digits.slice(0, shift) || "0";
  if (shift < 0 && /[^0]/.test(digits.slice(shift))) return undefined;
  const value = BigInt(kept === "" ? "0" : kept);
  return sign === "-" ? -value : value;
}

/** An integer scaled by 10^scale as text with exactly `scale` digits after the point. */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return unscaled.toString();
  const negative = unscaled < 0n;
  const digits = (negative ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  return `${negative ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
