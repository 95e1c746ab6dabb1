import { readdirSync, readFileSync } from "node:fs";

/** Peak resident memory (VmHWM) of a process and of its living descendants in MiB; Linux only. */
export function peakRssMiB(pid: number | "self" = "self"): number {
  return peakKiB(pid) / 1024;
}

function peakKiB(pid: number | "self"): number {
  const own = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  if (own === null) throw new Error("The system does not report VmHWM in /proc/self/status.");
  return childrenOf(pid).reduce((sum, child) => sum + peakOrNothing(child), Number(own[1]));
}

function peakOrNothing(pid: number): number {
  try {
    return peakKiB(pid);
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

/** Bytes that this process has read by system calls since its start. */
export function bytesReadSoFar(): number {
  const match = /^rchar: (\d+)/m.exec(readFileSync("/proc/self/io", "utf8"));
  return match === null ? 0 : Number(match[1]);
}
