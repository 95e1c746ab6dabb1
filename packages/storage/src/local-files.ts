import type { Stats } from "node:fs";
import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { faultPoint } from "./fault-points.ts";
import { ioError } from "./io-error.ts";

/** By what a file is known to be the same as before, and unchanged. */
export interface FileIdentity {
  readonly byteLength: number;
  readonly modifiedMs: number;
  readonly inode: number;
}

/** Blocking reads of local files, straight into the given memory; made for workers, which may block for a local read. */
export interface LocalFiles {
  /** Opens a file for reading and returns its descriptor. Throws a typed error where the file cannot be read. */
  open(path: string): number;
  /** What lies at the path now. Throws a typed error where nothing does. */
  identify(path: string): FileIdentity;
  /** The same of an open file. */
  identifyOpen(descriptor: number): FileIdentity;
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
      faultPoint("open", path);
      const descriptor = openSync(path, "r");
      paths.set(descriptor, path);
      return descriptor;
    } catch (error) {
      throw ioError(error, "open", path);
    }
  },
  identify(path) {
    try {
      faultPoint("stat", path);
      return identityOf(statSync(path));
    } catch (error) {
      throw ioError(error, "read", path);
    }
  },
  identifyOpen(descriptor) {
    try {
      return identityOf(fstatSync(descriptor));
    } catch (error) {
      throw ioError(error, "read", pathOf(descriptor));
    }
  },
  size(descriptor) {
    return this.identifyOpen(descriptor).byteLength;
  },
  readInto(descriptor, target, offset, length, position) {
    let done = 0;
    try {
      // A read of a local file may come back short (signals, 2 GiB border) without being at the end.
      while (done < length) {
        faultPoint("read", pathOf(descriptor));
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

function identityOf({ size, mtimeMs, ino }: Stats): FileIdentity {
  return { byteLength: size, modifiedMs: mtimeMs, inode: ino };
}

function pathOf(descriptor: number): string {
  return paths.get(descriptor) ?? `descriptor ${descriptor}`;
}
