/** Fresh zeroed bytes that every thread can read in place. */
export function sharedBytes(byteLength: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(byteLength));
}
