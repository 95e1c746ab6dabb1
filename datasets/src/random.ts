/** Mixes two 32-bit words into one whose bits all depend on all of theirs (finalizer of MurmurHash3, twice). */
export function mix(key: number, counter: number): number {
  let h = Math.imul(counter, 0x9e3779b1) ^ key;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) ^ Math.imul(key, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A key for a named stream of random numbers: the same name and seed give the same key. */
export function streamKey(seed: number, name: string): number {
  let key = mix(0x51ed270b, seed);
  for (let i = 0; i < name.length; i++) key = mix(key, name.charCodeAt(i));
  return key;
}

/** A number in [0, 1) for a row. */
export function uniform(key: number, row: number): number {
  return mix(key, row) / 4294967296;
}

/** An integer in [0, limit) for a row. */
export function below(key: number, row: number, limit: number): number {
  return Math.floor(uniform(key, row) * limit);
}

/** A roughly normal number (sum of three uniform ones: mean 0, deviation 1, never beyond 3) for a row. */
export function normal(key: number, row: number): number {
  const bits = mix(key, row);
  const other = mix(key ^ 0x5bd1e995, row);
  return (((bits & 0xffff) + (bits >>> 16) + (other & 0xffff)) / 65536 - 1.5) * 2;
}
