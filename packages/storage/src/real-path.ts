import { realpathSync } from "node:fs";

/** The path with all symbolic links resolved, null where nothing lies there. */
export function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
