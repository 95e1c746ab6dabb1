import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** The path with all symbolic links resolved, null where nothing lies there. */
export function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

/** Where a file of this name lies or would lie: links are resolved as far as the folders on the way exist. */
export function realTarget(path: string): string {
  const whole = resolve(path);
  const folder = dirname(whole);
  return realPath(whole) ?? (folder === whole ? whole : join(realTarget(folder), basename(whole)));
}

/** What lies at the path, links followed; null where there is nothing that can be looked at. */
export function kindOfPath(path: string): "folder" | "file" | null {
  try {
    return statSync(path).isDirectory() ? "folder" : "file";
  } catch {
    return null;
  }
}
