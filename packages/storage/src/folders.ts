import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { InvalidArgumentError } from "@millrace/core";
import { faultPoint } from "./fault-points.ts";
import { ioError } from "./io-error.ts";

/** Creates a folder with its parents and returns those that did not exist, outermost first. */
export function createFolders(folder: string): string[] {
  const missing: string[] = [];
  for (let path = folder; !existsSync(path); path = dirname(path)) missing.unshift(path);
  const created: string[] = [];
  if (missing.length === 0) return created;
  try {
    faultPoint("folder", folder);
    // One by one: where the system says that the parent of a new folder does not exist, as /proc does, "recursive" tries forever.
    for (const path of missing) if (makeFolder(path)) created.push(path);
  } catch (error) {
    removeEmptyFolders(created);
    throw ioError(error, "create the folder for", folder);
  }
  return created;
}

/** Makes a folder in one that exists; false where another process was faster. */
function makeFolder(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST" && existsSync(path)) return false;
    throw error;
  }
}

/** Throws unless the folder that a file is to lie in exists. */
export function requireFolderOf(path: string): void {
  const folder = dirname(resolve(path));
  if (existsSync(folder)) return;
  throw new InvalidArgumentError(`The folder of ${path} does not exist. Pass mkdir: true to make it`, { path, folder });
}

/** Removes created folders again, innermost first; those that others have filled since stay. */
export function removeEmptyFolders(created: readonly string[]): void {
  for (const folder of created.toReversed()) {
    try {
      rmdirSync(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") return;
    }
  }
}

/** Makes a rename in this folder survive a power failure, where the system can do that for folders. */
export function syncFolder(folder: string): void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(folder, "r");
    fsyncSync(descriptor);
  } catch {
    // Windows and some network file systems refuse to open or sync a folder; the rename itself has happened.
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
