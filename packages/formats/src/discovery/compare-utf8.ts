/** Order by UTF-8 bytes, the same on every machine and in every locale. */
export function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
