import type { Dirent } from "node:fs";
import { readdirSync, statSync } from "node:fs";
import { InvalidArgumentError } from "@millrace/core";
import { ioError } from "@millrace/storage";
import { compareUtf8 } from "./compare-utf8.ts";
import type { GlobPosition } from "./glob-pattern.ts";
import { GlobPattern } from "./glob-pattern.ts";

/** Paths have a limit on every system; a longer pattern matches nothing. */
const MAX_PATTERN = 4096;
/** Folders below one another. */
const MAX_DEPTH = 256;

/** The files below `folder` whose path behind it matches the pattern, sorted by the bytes of their paths. */
export function globFiles(folder: string, pattern: string): string[] {
  if (pattern.length > MAX_PATTERN) {
    throw new InvalidArgumentError(`A pattern has at most ${MAX_PATTERN} characters, not ${pattern.length}`);
  }
  const glob = new GlobPattern(pattern);
  const found: string[] = [];
  const walk = (path: string, position: GlobPosition, depth: number): void => {
    for (const entry of entriesOf(path)) {
      const behind = glob.advance(position, entry.name);
      if (behind.size === 0) continue;
      const child = `${path === "/" ? "" : path}/${entry.name}`;
      const kind = kindOf(entry, child);
      if (kind === "file" && glob.accepts(behind)) found.push(child);
      if (kind !== "folder" || depth >= MAX_DEPTH) continue;
      const inside = glob.enter(behind, entry.isSymbolicLink());
      if (inside.size > 0) walk(child, inside, depth + 1);
    }
  };
  walk(folder, glob.start, 0);
  return found.sort(compareUtf8);
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder === "" ? "/" : folder, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw ioError(error, "read", folder);
  }
}

function kindOf(entry: Dirent, path: string): "file" | "folder" | null {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  if (!entry.isSymbolicLink()) return null;
  const target = statSync(path, { throwIfNoEntry: false });
  if (target === undefined) return null;
  return target.isFile() ? "file" : target.isDirectory() ? "folder" : null;
}
