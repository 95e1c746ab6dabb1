import { createHash } from "node:crypto";
import { localFiles } from "@millrace/storage";

const PIECE_BYTES = 1 << 20;
/** A config is a page or two; what is larger is another file. */
const MAX_TEXT_BYTES = 8 << 20;

/** The text of a small file, UTF-8. Throws a typed error where it cannot be read or is larger than 8 MiB. */
export function readText(path: string): string {
  const descriptor = localFiles.open(path);
  try {
    const byteLength = Math.min(localFiles.size(descriptor), MAX_TEXT_BYTES + 1);
    if (byteLength > MAX_TEXT_BYTES) throw new RangeError(`The file is larger than ${MAX_TEXT_BYTES} bytes: ${path}`);
    const bytes = new Uint8Array(byteLength);
    const length = localFiles.readInto(descriptor, bytes, 0, byteLength, 0);
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length));
  } finally {
    localFiles.close(descriptor);
  }
}

/** Size and SHA-256 of a file, in hexadecimal digits. */
export function fingerprint(path: string): { readonly bytes: number; readonly sha256: string } {
  const descriptor = localFiles.open(path);
  try {
    const hash = createHash("sha256");
    const piece = new Uint8Array(PIECE_BYTES);
    for (let position = 0; ; ) {
      const length = localFiles.readInto(descriptor, piece, 0, PIECE_BYTES, position);
      if (length === 0) return { bytes: position, sha256: hash.digest("hex") };
      hash.update(piece.subarray(0, length));
      position += length;
    }
  } finally {
    localFiles.close(descriptor);
  }
}
