import { arch, cpus, platform, release, totalmem } from "node:os";

/** The machine and the runtime that a report's numbers come from. */
export interface MachineFacts {
  readonly cpu: string;
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly system: string;
  readonly node: string;
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
  };
}
