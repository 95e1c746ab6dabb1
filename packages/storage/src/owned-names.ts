import { readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { randomName } from "./random-name.ts";

// Temporary files and folders carry the process that they belong to in their name, so that the next one can tell whether
// anybody will come back for them: <process id>-<host>-<random>.

const pattern = /(?:^|[.-])(\d+)-([0-9a-f]{8})-[0-9a-f]{12}(?:$|\.)/;

let host = "";

/** A name that no other has, with this process and this machine in it. */
export function ownedName(): string {
  return `${process.pid}-${thisHost()}-${randomName()}`;
}

/** Whether a name was made by ownedName, on this machine, in a process that is no more. */
export function isLeftBehind(name: string): boolean {
  const [, pid, owner] = pattern.exec(name) ?? [];
  if (pid === undefined || owner !== thisHost()) return false;
  return !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and is somebody else's.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/**
 * The machine's name and the process ids' namespace as eight hexadecimal digits (FNV-1a): containers that share a folder, and even the
 * name of their host, have process ids of their own.
 */
function thisHost(): string {
  if (host === "") {
    let hash = 0x811c9dc5;
    for (const byte of Buffer.from(`${hostname()} ${processNamespace()}`))
      hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    host = hash.toString(16).padStart(8, "0");
  }
  return host;
}

/** What tells one set of process ids from another; empty where the system has no such thing. */
function processNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}
