import type { LiteralValue } from "@millrace/plan";

const bits = new DataView(new ArrayBuffer(8));

/** Units in the last place between two finite floats. */
export function ulps(a: LiteralValue, b: number): number {
  if (Object.is(a, b)) return 0;
  const order = (x: number): bigint => {
    bits.setFloat64(0, x);
    const word = bits.getBigInt64(0);
    return word < 0n ? -(word & 0x7fffffffffffffffn) : word;
  };
  return Number(order(Number(a)) - order(b));
}
