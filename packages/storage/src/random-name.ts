const NUM_DIGITS = 12;

/** Twelve hexadecimal digits that no other name has. The global `crypto` is loaded when it is first used. */
export function randomName(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(-NUM_DIGITS);
}
