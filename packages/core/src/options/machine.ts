import { readFileSync } from "node:fs";
import { availableParallelism, tmpdir, totalmem } from "node:os";

/** What the process may use: the container's limits where there are any, else the host's. */
export interface Machine {
  readonly memoryBytes: number;
  readonly cpus: number;
  readonly tempDir: string;
}

/** Returns a file's text, or null where it cannot be read. */
export type ReadText = (path: string) => string | null;

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

const CGROUP_ROOT = "/sys/fs/cgroup";
/** Deeper hierarchies than this do not occur. */
const MAX_CGROUP_DEPTH = 32;

/** The process' own group and its ancestors; each of them limits it. */
function cgroupFolders(read: ReadText): string[] {
  const own = /^0::(\/.*)$/m.exec(read("/proc/self/cgroup") ?? "")?.[1] ?? "/";
  const folders = [CGROUP_ROOT];
  for (const part of own.split("/").filter((name) => name !== "" && name !== "..")) {
    if (folders.length > MAX_CGROUP_DEPTH) break;
    folders.push(`${folders.at(-1)}/${part}`);
  }
  return folders;
}

/** The memory limit of the control group in bytes (version 2, else 1), or null where there is none. */
export function cgroupMemoryLimit(read: ReadText): number | null {
  let limit = Number.POSITIVE_INFINITY;
  for (const folder of cgroupFolders(read)) {
    const bytes = Number.parseInt(read(`${folder}/memory.max`) ?? "", 10);
    if (bytes > 0) limit = Math.min(limit, bytes);
  }
  const version1 = Number.parseInt(read(`${CGROUP_ROOT}/memory/memory.limit_in_bytes`) ?? "", 10);
  if (version1 > 0) limit = Math.min(limit, version1);
  return Number.isFinite(limit) ? limit : null;
}

/** The CPU quota of the control group in whole CPUs, at least 1, or null where there is none. */
export function cgroupCpuLimit(read: ReadText): number | null {
  let limit = Number.POSITIVE_INFINITY;
  const consider = (quota: number, period: number): void => {
    if (quota > 0 && period > 0) limit = Math.min(limit, Math.max(1, Math.floor(quota / period)));
  };
  for (const folder of cgroupFolders(read)) {
    const [quota, period] = (read(`${folder}/cpu.max`) ?? "").trim().split(" ").map(Number);
    consider(quota ?? 0, period ?? 0);
  }
  consider(
    Number(read(`${CGROUP_ROOT}/cpu/cpu.cfs_quota_us`) ?? 0),
    Number(read(`${CGROUP_ROOT}/cpu/cpu.cfs_period_us`) ?? 0),
  );
  return Number.isFinite(limit) ? limit : null;
}

/** The limits that hold for this process now. */
export function currentMachine(read: ReadText = readText): Machine {
  return {
    memoryBytes: Math.min(totalmem(), cgroupMemoryLimit(read) ?? Number.POSITIVE_INFINITY),
    cpus: Math.min(availableParallelism(), cgroupCpuLimit(read) ?? Number.POSITIVE_INFINITY),
    tempDir: tmpdir(),
  };
}
