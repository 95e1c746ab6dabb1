import { CorruptFileError, UnsupportedError } from "@millrace/core";
import type { ScanFile } from "@millrace/plan";
import type { LocalFiles } from "@millrace/storage";
import type { Footer } from "./footer.ts";
import { parseFooter } from "./footer.ts";

/** Footers kept, least recently used go first. */
const MAX_FOOTERS = 256;
/** Footer bytes kept in all; parsed footers take a multiple of it. */
const MAX_FOOTER_BYTES = 32 << 20;
/** The largest footer that is read. */
const MAX_FOOTER_SIZE = 512 << 20;
/** Read in one go from the end of a file: most footers lie in it. */
const TAIL_SIZE = 64 << 10;

const MAGIC = "PAR1";
const ENCRYPTED_MAGIC = "PARE";

interface CachedFooter {
  readonly footer: Footer;
  readonly byteLength: number;
}

const cache = new Map<string, CachedFooter>();
let cachedBytes = 0;

/** The footer of a file, from the cache if the file has the same size, time and inode. Throws typed errors. */
export function readFooter(files: LocalFiles, file: ScanFile): Footer {
  const key = `${file.path}\0${file.byteLength}\0${file.modifiedMs}\0${file.inode}`;
  const hit = cache.get(key);
  if (hit !== undefined) {
    cache.delete(key);
    cache.set(key, hit);
    return hit.footer;
  }
  const read = load(files, file.path);
  cache.set(key, read);
  cachedBytes += read.byteLength;
  for (const [oldest, entry] of cache) {
    if (cache.size <= MAX_FOOTERS && cachedBytes <= MAX_FOOTER_BYTES) break;
    if (oldest === key) break;
    cache.delete(oldest);
    cachedBytes -= entry.byteLength;
  }
  return read.footer;
}

function load(files: LocalFiles, path: string): CachedFooter {
  const descriptor = files.open(path);
  try {
    const size = files.size(descriptor);
    if (size < 12)
      throw new CorruptFileError({ file: path, byte: 0 }, `The file is too short for Parquet (${size} bytes)`);
    const tail = new Uint8Array(Math.min(size, TAIL_SIZE));
    readExactly(files, descriptor, path, tail, size - tail.length);
    const magic = globalThis.String.fromCharCode(...tail.subarray(-4));
    if (magic === ENCRYPTED_MAGIC) {
      throw new UnsupportedError(`The file is encrypted: ${path}. Decrypt it before reading`, { file: path });
    }
    if (magic !== MAGIC) throw new CorruptFileError({ file: path, byte: size - 4 }, "The file does not end as Parquet");
    const length = new DataView(tail.buffer).getUint32(tail.length - 8, true);
    if (length > size - 12 || length > MAX_FOOTER_SIZE) {
      throw new CorruptFileError({ file: path, byte: size - 8 }, `The footer has a wrong length (${length})`);
    }
    const position = size - 8 - length;
    let bytes: Uint8Array;
    if (length + 8 <= tail.length) bytes = tail.subarray(tail.length - 8 - length, tail.length - 8);
    else {
      bytes = new Uint8Array(length);
      readExactly(files, descriptor, path, bytes, position);
    }
    return { footer: parseFooter(bytes, path, position, size), byteLength: length };
  } finally {
    files.close(descriptor);
  }
}

/** Fills the target from the file; a file that ends before is corrupt (it shrank). */
function readExactly(files: LocalFiles, descriptor: number, path: string, target: Uint8Array, position: number): void {
  const count = files.readInto(descriptor, target, 0, target.length, position);
  if (count < target.length)
    throw new CorruptFileError({ file: path, byte: position + count }, "The file ends too early");
}
