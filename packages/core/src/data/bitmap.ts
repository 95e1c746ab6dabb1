/** Bytes of a bitmap of so many rows. */
export function bitmapBytes(numRows: number): number {
  return (numRows + 7) >>> 3;
}

/** Whether the bit of a row is set; least significant bit first, as in Arrow. */
export function getBit(bits: Uint8Array, row: number): boolean {
  return (bits[row >>> 3]! & (1 << (row & 7))) !== 0;
}

/** Sets the bit of a row. */
export function setBit(bits: Uint8Array, row: number): void {
  bits[row >>> 3]! |= 1 << (row & 7);
}

/** Clears the bit of a row. */
export function clearBit(bits: Uint8Array, row: number): void {
  bits[row >>> 3]! &= ~(1 << (row & 7));
}

/** How many of the first `numRows` bits are set. */
export function countBits(bits: Uint8Array, numRows: number): number {
  let count = 0;
  const whole = numRows >>> 3;
  for (let i = 0; i < whole; i++) {
    let byte = bits[i]!;
    byte -= (byte >>> 1) & 0x55;
    byte = (byte & 0x33) + ((byte >>> 2) & 0x33);
    count += (byte + (byte >>> 4)) & 0x0f;
  }
  for (let row = whole * 8; row < numRows; row++) if (getBit(bits, row)) count++;
  return count;
}

/** Copies bits `from` … `from + numRows` of one bitmap to position `to` of another whose bits there are clear. */
export function copyBits(source: Uint8Array, from: number, target: Uint8Array, to: number, numRows: number): void {
  if (((from | to) & 7) === 0) {
    const whole = numRows >>> 3;
    target.set(source.subarray(from >>> 3, (from >>> 3) + whole), to >>> 3);
    for (let i = whole * 8; i < numRows; i++) if (getBit(source, from + i)) setBit(target, to + i);
    return;
  }
  for (let i = 0; i < numRows; i++) if (getBit(source, from + i)) setBit(target, to + i);
}
