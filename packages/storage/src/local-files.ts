import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { ioError } from "./io-error.ts";

/** Blocking reads of local files, straight into the given memory; made for workers, which may block for a local read. */
export interface LocalFiles {
  /** Opens a file for reading and returns its descriptor. Throws a typed error where the file cannot be read. */
  open(path: string): number;
  /** Bytes of an open file. */
  size(descriptor: number): number;
  /**
   * Fills `length` bytes of `target` from `offset` on with the file's bytes from `position` on; a view on shared memory is
   * allowed. Returns the number of bytes read: fewer than `length` only where the file ends.
   */
  readInto(descriptor: number, target: Uint8Array, offset: number, length: number, position: number): number;
  /** Closes the descriptor; it must not be used again. */
  close(descriptor: number): void;
}

/** The paths of open descriptors, for error messages. */
const paths = new Map<number, string>();

/** The files of this machine. */
export const localFiles: LocalFiles = {
  open(path) {
    try {
      const descriptor = openSync(path, "r");
      paths.set(descriptor, path);
      return descriptor;
    } catch (error) {
      throw ioError(error, "open", path);
    }
  },
  size(descriptor) {
    try {
      return fstatSync(descriptor).size;
    } catch (error) {
      throw ioError(error, "read", pathOf(descriptor));
    }
  },
  readInto(descriptor, target, offset, length, position) {
    let done = 0;
    try {
      // A read of a local file may come back short (signals, 2 GiB border) without being at the end.
      while (done < length) {
        const count = readSync(descriptor, target, offset + done, length - done, position + done);
        if (count === 0) break;
        done += count;
      }
    } catch (error) {
      throw ioError(error, "read", pathOf(descriptor));
    }
    return done;
  },
  close(descriptor) {
    const path = pathOf(descriptor);
    paths.delete(descriptor);
    try {
      closeSync(descriptor);
    } catch (error) {
      throw ioError(error, "close", path);
    }
  },
};

function pathOf(descriptor: number): string {
  return paths.get(descriptor) ?? `descriptor ${descriptor}`;
}
