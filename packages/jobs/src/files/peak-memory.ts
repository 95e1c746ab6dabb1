import { localFiles } from "@millrace/storage";

/** The most memory that this process has held so far, in bytes. */
export function peakMemoryBytes(): number {
  try {
    const descriptor = localFiles.open("/proc/self/status");
    const bytes = new Uint8Array(8192);
    const length = localFiles.readInto(descriptor, bytes, 0, bytes.length, 0);
    localFiles.close(descriptor);
    const match = /^VmHWM:\s+(\d+) kB/m.exec(new TextDecoder().decode(bytes.subarray(0, length)));
    if (match !== null) return Number(match[1]) * 1024;
  } catch {
    // Not Linux.
  }
  // Counts what the process that started this one held at that time, if that was more.
  return process.resourceUsage().maxRSS * 1024;
}
