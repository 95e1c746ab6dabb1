import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const VERSION_1 = "/sys/fs/cgroup/memory";
const VERSION_2 = "/sys/fs/cgroup";

/** A control group with a hard limit of memory and without swap, for one process after another. */
export interface MemoryCgroup {
  /** The file that a process writes its number to, to be in the group. */
  readonly processes: string;
  /** How often the kernel has killed a process of the group. */
  kills(): number;
  remove(): void;
}

/** Makes a group with a limit in bytes; null where this machine does not allow it. */
export function makeMemoryCgroup(limitBytes: number): MemoryCgroup | null {
  const version = existsSync(join(VERSION_1, "memory.limit_in_bytes")) ? 1 : 2;
  const folder = join(version === 1 ? VERSION_1 : VERSION_2, `millrace-proof-${process.pid}`);
  try {
    mkdirSync(folder);
    if (version === 1) {
      writeFileSync(join(folder, "memory.limit_in_bytes"), String(limitBytes));
      writeIfThere(join(folder, "memory.memsw.limit_in_bytes"), String(limitBytes));
      writeIfThere(join(folder, "memory.swappiness"), "0");
    } else {
      writeFileSync(join(folder, "memory.max"), String(limitBytes));
      writeIfThere(join(folder, "memory.swap.max"), "0");
    }
  } catch {
    removeGroup(folder);
    return null;
  }
  const counter = join(folder, version === 1 ? "memory.oom_control" : "memory.events");
  return {
    processes: join(folder, "cgroup.procs"),
    kills: () => Number(/^oom_kill (\d+)$/m.exec(readFileSync(counter, "utf8"))?.[1] ?? 0),
    remove: () => removeGroup(folder),
  };
}

function writeIfThere(path: string, text: string): void {
  if (existsSync(path)) writeFileSync(path, text);
}

function removeGroup(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It was never made, or a process is still ending in it.
  }
}
