/** Numbers that look random and are the same every time: each call gives an integer below its bound. */
export function sequence(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    // xorshift32 (Marsaglia, 2003).
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}
