// w * 10^q, rounded to the nearest float, ties to even, for any 64-bit w: Lemire, "Number parsing at a gigabyte per second"
// (Software: Practice and Experience, 2021); no fallback is needed (Mushtak & Lemire, "Fast number parsing without fallback").
import { POWER_MIN, POWERS_OF_FIVE } from "./power-table";
import { mulHigh } from "./wide-multiply";

/** The bits of the float64 (or, with `single`, of the float32) nearest to w * 10^q; the sign is plus. */
@inline
function nearest(
  w: u64,
  q: i32,
  mantissaBits: i32,
  minExponent: i32,
  infinitePower: i32,
  leastPower: i32,
  greatestPower: i32,
  evenFrom: i32,
  evenTo: i32,
): u64 {
  if (w == 0 || q < leastPower) return 0;
  if (q > greatestPower) return <u64>infinitePower << mantissaBits;
  const leading = <i32>clz(w);
  const scaled = w << leading;
  const entry = POWERS_OF_FIVE + ((<usize>(q - POWER_MIN)) << 4);
  let high = mulHigh(scaled, load<u64>(entry));
  let low = scaled * load<u64>(entry);
  const mask = (<u64>-1) >> (mantissaBits + 3);
  if ((high & mask) == mask) {
    const second = mulHigh(scaled, load<u64>(entry, 8));
    low += second;
    if (second > low) high++;
  }
  const upper = <i32>(high >> 63);
  const shift = upper + 64 - mantissaBits - 3;
  let mantissa = high >> shift;
  let power = ((217706 * q) >> 16) + 63 + upper - leading - minExponent;
  if (power <= 0) {
    if (1 - power >= 64) return 0;
    mantissa >>= 1 - power;
    mantissa = (mantissa + (mantissa & 1)) >> 1;
    // A subnormal that rounds up to 2^mantissaBits carries into the exponent by itself.
    return mantissa;
  }
  if (low <= 1 && q >= evenFrom && q <= evenTo && (mantissa & 3) == 1 && mantissa << shift == high) {
    mantissa &= ~(<u64>1);
  }
  mantissa = (mantissa + (mantissa & 1)) >> 1;
  if (mantissa >= (<u64>2) << mantissaBits) {
    mantissa = (<u64>1) << mantissaBits;
    power++;
  }
  if (power >= infinitePower) return <u64>infinitePower << mantissaBits;
  return (mantissa & ~((<u64>1) << mantissaBits)) | (<u64>power << mantissaBits);
}

/** The bits of the float64 nearest to w * 10^q. */
export function nearestDouble(w: u64, q: i32): u64 {
  return nearest(w, q, 52, -1023, 0x7ff, -342, 308, -4, 23);
}

/** The bits of the float32 nearest to w * 10^q. */
export function nearestSingle(w: u64, q: i32): u64 {
  return nearest(w, q, 23, -127, 0xff, -64, 38, -17, 10);
}
