import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isLeftBehind } from "./owned-names.ts";

/** Folders that this process has swept: once is enough, what comes later is of processes that started later. */
const swept = new Set<string>();

/** Removes what processes that are no more have left in a folder; what cannot be removed stays. */
export function sweepLeftBehind(folder: string): void {
  if (swept.has(folder)) return;
  swept.add(folder);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names) {
    if (!isTemporary(name) || !isLeftBehind(name)) continue;
    try {
      rmSync(join(folder, name), { recursive: true, force: true });
    } catch {
      // Another user's, or another process is sweeping too.
    }
  }
}

/** Spill folders are called millrace-…, files in the making begin with a dot. */
function isTemporary(name: string): boolean {
  return name.startsWith("millrace-") || (name.startsWith(".") && /\.(tmp|staged|old)$/.test(name));
}
