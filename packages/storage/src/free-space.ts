import { statfsSync } from "node:fs";
import { faultPoint } from "./fault-points.ts";
import { isDiskFull } from "./io-error.ts";

/** What others on the machine are left with: a twentieth of the file system, or this if it is less. */
const MAX_RESERVE_BYTES: number = 256 * 1024 * 1024;
const RESERVED_PART = 0.05;

/** The room of a file system, in bytes. */
export interface FreeSpace {
  /** What this user may still write. */
  readonly free: number;
  /** What is to stay free. */
  readonly reserve: number;
}

/** The room where a folder lies; null where the system does not tell. */
export function freeSpace(folder: string): FreeSpace | null {
  try {
    faultPoint("space", folder);
    const { bavail, blocks, bsize } = statfsSync(folder);
    if (blocks <= 0 || bsize <= 0) return null;
    return { free: bavail * bsize, reserve: Math.min(MAX_RESERVE_BYTES, blocks * bsize * RESERVED_PART) };
  } catch (error) {
    return isDiskFull(error) ? { free: 0, reserve: 0 } : null;
  }
}
