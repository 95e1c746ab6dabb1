// Where a decimal text of any length lies against the midpoint of two adjacent floats: the exact end of reading a float, needed
// only when more than 19 significant digits leave two candidates. A kernel owns no memory and is given none here, so the
// big number's 18 limbs of 60 bits are locals, and its one operation (times ten, plus a digit) is written out.

const LIMB_BITS: u64 = 60;
const LIMB_MASK: u64 = (1 << 60) - 1;
/** Bits of all limbs: a finite float64 is below 2^1024, and its least midpoint is a multiple of 2^-1075. */
const ALL_BITS: i32 = 1080;

/** Limb `index` of value * 2^shift, least significant first. */
@inline
function limb(value: u64, shift: i32, index: i32): u64 {
  const by = shift - index * 60;
  if (by >= 60 || by <= -64) return 0;
  return by >= 0 ? (value << <u64>by) & LIMB_MASK : (value >> <u64>-by) & LIMB_MASK;
}

/**
 * Compares the digits of [start, end) (at most one '.'; value = digits * 10^decimalExponent) with midpoint * 2^exponent.
 * Both agree in 18 digits or more, the midpoint has at most 54 bits. Returns -1, 0 or 1.
 */
export function compareWithMidpoint(start: usize, end: usize, decimalExponent: i32, midpoint: u64, exponent: i32): i32 {
  // Digits before the decimal point, once the exponent has moved it.
  let point: i64 = decimalExponent;
  let p = start;
  while (p < end && load<u8>(p) != 46) p++;
  point += <i64>(p - start);

  // At an exponent of 0 and more the midpoint is an integer: build the text's integer and compare at the end. Else the limbs
  // hold the midpoint's fraction, and each step brings out its next digit.
  const integral = exponent >= 0;
  const scale = -exponent;
  const whole = integral ? 0 : scale < 64 ? midpoint >> <u64>scale : 0;
  const fraction = integral ? 0 : scale < 64 ? midpoint & (((<u64>1) << <u64>scale) - 1) : midpoint;
  const offset = ALL_BITS - scale;
  let l0: u64 = integral ? 0 : limb(fraction, offset, 0);
  let l1: u64 = integral ? 0 : limb(fraction, offset, 1);
  let l2: u64 = integral ? 0 : limb(fraction, offset, 2);
  let l3: u64 = integral ? 0 : limb(fraction, offset, 3);
  let l4: u64 = integral ? 0 : limb(fraction, offset, 4);
  let l5: u64 = integral ? 0 : limb(fraction, offset, 5);
  let l6: u64 = integral ? 0 : limb(fraction, offset, 6);
  let l7: u64 = integral ? 0 : limb(fraction, offset, 7);
  let l8: u64 = integral ? 0 : limb(fraction, offset, 8);
  let l9: u64 = integral ? 0 : limb(fraction, offset, 9);
  let l10: u64 = integral ? 0 : limb(fraction, offset, 10);
  let l11: u64 = integral ? 0 : limb(fraction, offset, 11);
  let l12: u64 = integral ? 0 : limb(fraction, offset, 12);
  let l13: u64 = integral ? 0 : limb(fraction, offset, 13);
  let l14: u64 = integral ? 0 : limb(fraction, offset, 14);
  let l15: u64 = integral ? 0 : limb(fraction, offset, 15);
  let l16: u64 = integral ? 0 : limb(fraction, offset, 16);
  let l17: u64 = integral ? 0 : limb(fraction, offset, 17);
  let wholeOfText: u64 = 0;
  let position: i64 = point < 0 ? point : 0;
  let tail = false;
  p = start;
  // One step a digit: zeros from the point to the first digit, the digits, zeros from the last digit to the point.
  while (true) {
    let digit: u64 = 0;
    if (position >= 0) {
      if (p < end) {
        if (load<u8>(p) == 46) {
          p++;
          continue;
        }
        digit = <u64>load<u8>(p++) - 48;
      } else if (position >= point) break;
    }
    const beforePoint = position >= 0 && position < point;
    position++;
    if (integral ? !beforePoint : beforePoint) {
      if (integral) tail = tail || digit != 0;
      else wholeOfText = wholeOfText * 10 + digit;
      continue;
    }
    if (!integral && wholeOfText != whole) break;
    let t: u64 = integral ? digit : 0;
    t = l0 * 10 + t; l0 = t & LIMB_MASK; t >>= LIMB_BITS;
    t = l1 * 10 + t; l1 = t & LIMB_MASK; t >>= LIMB_BITS;
    t = l2 * 10 + t; l2 = t & LIMB_MASK; t >>= LIMB_BITS;
    t = l3 * 10 + t; l3 = t & LIMB_MASK; t >>= LIMB_BITS;
    t = l4 * 10 + t; l4 = t & LIMB_MASK; t >>= LIMB_BITS;
    t = l5 * 10 + t; l5 = t & LIMB_MASK; t >>= LIMB_BITS;
    t = l6 * 10 + t; l6 = t & LIMB_MASK; t >>= LIMB_BITS;
    t = l7 * 10 + t; l7 = t & LIMB_MASK; t >>= LIMB_BITS;
    t = l8 * 10 + t; l8 = t & LIMB_MASK; t >>= LIMB_BITS;
    t = l9 * 10 + t; l9 = t & LIMB_MASK; t >>= LIMB_BITS;
    t = l10 * 10 + t; l10 = t & LIMB_MASK; t >>= LIMB_BITS;
    t = l11 * 10 + t; l11 = t & LIMB_MASK; t >>= LIMB_BITS;
    t = l12 * 10 + t; l12 = t & LIMB_MASK; t >>= LIMB_BITS;
    t = l13 * 10 + t; l13 = t & LIMB_MASK; t >>= LIMB_BITS;
    t = l14 * 10 + t; l14 = t & LIMB_MASK; t >>= LIMB_BITS;
    t = l15 * 10 + t; l15 = t & LIMB_MASK; t >>= LIMB_BITS;
    t = l16 * 10 + t; l16 = t & LIMB_MASK; t >>= LIMB_BITS;
    t = l17 * 10 + t; l17 = t & LIMB_MASK; t >>= LIMB_BITS;
    if (!integral && t != digit) return digit > t ? 1 : -1;
  }
  if (!integral) {
    if (wholeOfText != whole) return wholeOfText > whole ? 1 : -1;
    return (l0 | l1 | l2 | l3 | l4 | l5 | l6 | l7 | l8 | l9 | l10 | l11 | l12 | l13 | l14 | l15 | l16 | l17) != 0 ? -1 : 0;
  }
  if (l17 != limb(midpoint, exponent, 17)) return l17 > limb(midpoint, exponent, 17) ? 1 : -1;
  if (l16 != limb(midpoint, exponent, 16)) return l16 > limb(midpoint, exponent, 16) ? 1 : -1;
  if (l15 != limb(midpoint, exponent, 15)) return l15 > limb(midpoint, exponent, 15) ? 1 : -1;
  if (l14 != limb(midpoint, exponent, 14)) return l14 > limb(midpoint, exponent, 14) ? 1 : -1;
  if (l13 != limb(midpoint, exponent, 13)) return l13 > limb(midpoint, exponent, 13) ? 1 : -1;
  if (l12 != limb(midpoint, exponent, 12)) return l12 > limb(midpoint, exponent, 12) ? 1 : -1;
  if (l11 != limb(midpoint, exponent, 11)) return l11 > limb(midpoint, exponent, 11) ? 1 : -1;
  if (l10 != limb(midpoint, exponent, 10)) return l10 > limb(midpoint, exponent, 10) ? 1 : -1;
  if (l9 != limb(midpoint, exponent, 9)) return l9 > limb(midpoint, exponent, 9) ? 1 : -1;
  if (l8 != limb(midpoint, exponent, 8)) return l8 > limb(midpoint, exponent, 8) ? 1 : -1;
  if (l7 != limb(midpoint, exponent, 7)) return l7 > limb(midpoint, exponent, 7) ? 1 : -1;
  if (l6 != limb(midpoint, exponent, 6)) return l6 > limb(midpoint, exponent, 6) ? 1 : -1;
  if (l5 != limb(midpoint, exponent, 5)) return l5 > limb(midpoint, exponent, 5) ? 1 : -1;
  if (l4 != limb(midpoint, exponent, 4)) return l4 > limb(midpoint, exponent, 4) ? 1 : -1;
  if (l3 != limb(midpoint, exponent, 3)) return l3 > limb(midpoint, exponent, 3) ? 1 : -1;
  if (l2 != limb(midpoint, exponent, 2)) return l2 > limb(midpoint, exponent, 2) ? 1 : -1;
  if (l1 != limb(midpoint, exponent, 1)) return l1 > limb(midpoint, exponent, 1) ? 1 : -1;
  if (l0 != limb(midpoint, exponent, 0)) return l0 > limb(midpoint, exponent, 0) ? 1 : -1;
  return tail ? 1 : 0;
}
