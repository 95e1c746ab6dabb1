/** A seeded generator of 32-bit numbers (mulberry32), the same in every run. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** An integer from 0 to 2^32 - 1. */
  u32(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** An integer from 0 to limit - 1. */
  below(limit: number): number {
    return this.u32() % limit;
  }

  /** 64 random bits. */
  u64(): bigint {
    return (BigInt(this.u32()) << 32n) | BigInt(this.u32());
  }

  /** Text of the given length from a small alphabet, so that prefixes repeat. */
  text(length: number): string {
    let text = "";
    for (let i = 0; i < length; i++) text += "abé"[this.below(3)];
    return text;
  }
}
