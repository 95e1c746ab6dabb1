import { basename } from "node:path";
import { leaveGarbage } from "../memory/garbage.ts";

/** Bytes of a query's key. */
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Bytes behind a block that is encrypted: the number of the file it was written to, and its tag. */
export const SEAL_BYTES: number = 4 + TAG_BYTES;

/** A key for the spill files of one query; it is held in memory alone. */
export function makeTempKey(): Uint8Array {
  return new Uint8Array(process.getBuiltinModule("node:crypto").randomBytes(KEY_BYTES));
}

/** Where a block lies. No two blocks of a query have the same number of a file and offset, so no nonce comes twice. */
export interface BlockPlace {
  readonly path: string;
  readonly offset: number;
}

/** Encrypts blocks of spill files with AES-256-GCM, in place. A block opens only in the file, and at the offset, that it was sealed for. */
export class BlockCipher {
  private readonly key: Uint8Array;
  private readonly nonce = new Uint8Array(NONCE_BYTES);
  // Loaded here: few queries encrypt anything.
  private readonly crypto = process.getBuiltinModule("node:crypto");

  constructor(key: Uint8Array) {
    this.key = key;
  }

  /** Encrypts all bytes of `block` but the last SEAL_BYTES, and writes the seal there. */
  seal(block: Uint8Array, fileNumber: number, place: BlockPlace): void {
    const length = block.length - SEAL_BYTES;
    new DataView(block.buffer, block.byteOffset + length).setUint32(0, fileNumber, true);
    const cipher = this.crypto.createCipheriv("aes-256-gcm", this.key, this.nonceOf(fileNumber, place));
    cipher.setAAD(Buffer.from(basename(place.path)));
    block.set(cipher.update(block.subarray(0, length)));
    cipher.final();
    block.set(cipher.getAuthTag(), length + 4);
    leaveGarbage(length);
  }

  /** Decrypts what was sealed; false if the block is not as it was, or from another place. */
  open(block: Uint8Array, place: BlockPlace): boolean {
    const length = block.length - SEAL_BYTES;
    const fileNumber = new DataView(block.buffer, block.byteOffset + length).getUint32(0, true);
    const nonce = this.nonceOf(fileNumber, place);
    const decipher = this.crypto.createDecipheriv("aes-256-gcm", this.key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(basename(place.path)));
    // Copied: the tag may lie in shared memory.
    decipher.setAuthTag(block.slice(length + 4));
    const plain = decipher.update(block.subarray(0, length));
    leaveGarbage(length);
    try {
      decipher.final();
    } catch {
      return false;
    }
    block.set(plain);
    return true;
  }

  private nonceOf(fileNumber: number, { offset }: BlockPlace): Uint8Array {
    const view = new DataView(this.nonce.buffer);
    view.setUint32(0, fileNumber, true);
    view.setBigUint64(4, BigInt(offset), true);
    return this.nonce;
  }
}
