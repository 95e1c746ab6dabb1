import { readdirSync, readFileSync } from "node:fs";

/** Peak resident memory (VmHWM) of a process and of its living descendants in MiB; Linux only. */
export function peakRssMiB(pid: number | "self" = "self"): number {
  return treeKiB(pid, "VmHWM") / 1024;
}

/** Resident memory (VmRSS) of a process and of its living descendants at this moment in MiB; Linux only. */
export function currentRssMiB(pid: number | "self" = "self"): number {
  return treeKiB(pid, "VmRSS") / 1024;
}

function treeKiB(pid: number | "self", field: "VmHWM" | "VmRSS"): number {
  const own = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  if (own === null) throw new Error(`The system does not report ${field} in /proc/${pid}/status.`);
  return childrenOf(pid).reduce((sum, child) => sum + treeKiBOrNothing(child, field), Number(own[1]));
}

function treeKiBOrNothing(pid: number, field: "VmHWM" | "VmRSS"): number {
  try {
    return treeKiB(pid, field);
  } catch {
    // It ended since it was listed.
    return 0;
  }
}

function childrenOf(pid: number | "self"): number[] {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.flatMap((thread) => {
    const children = readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8");
    return children.split(" ").filter(Boolean).map(Number);
  });
}

/** Bytes that this process has moved by system calls since its start. */
export interface IoBytes {
  readonly read: number;
  readonly written: number;
}

/** Reads the system's count of what this process has read and written; zeros where it keeps none. */
export function ioBytesSoFar(): IoBytes {
  const text = readFileSync("/proc/self/io", "utf8");
  const count = (field: string): number => Number(new RegExp(`^${field}: (\\d+)`, "m").exec(text)?.[1] ?? 0);
  return { read: count("rchar"), written: count("wchar") };
}
