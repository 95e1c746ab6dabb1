import { arch, cpus, loadavg, platform, release, totalmem } from "node:os";

/** The machine and the runtime that a report's numbers come from. */
export interface MachineFacts {
  readonly cpu: string;
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly system: string;
  readonly node: string;
  /** Processes that ran or waited over the last minute, before the first case: a quiet machine has less than one. */
  readonly load?: number;
}

/** Reads the facts of this machine. */
export function machineFacts(): MachineFacts {
  const processors = cpus();
  return {
    cpu: processors[0]?.model ?? "unknown",
    cpus: processors.length,
    memoryMiB: Math.round(totalmem() / 1024 ** 2),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    load: Math.round(loadavg()[0]! * 100) / 100,
  };
}
