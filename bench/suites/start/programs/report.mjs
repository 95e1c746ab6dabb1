import { readFileSync } from "node:fs";

/** Prints what the harness reads; loaded when the first row is there. */
export function report({ version, at, rows }) {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const peakKiB = Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  const line = { version, at, rows, userSeconds: userCPUTime / 1e6, systemSeconds: systemCPUTime / 1e6 };
  const text = JSON.stringify({ ...line, peakRssMiB: peakKiB / 1024 }, (_, value) =>
    typeof value === "bigint" ? Number(value) : value,
  );
  console.log(text);
}
