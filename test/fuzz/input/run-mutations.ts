import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Request } from "./child.entry.ts";
import type { GoodFile } from "./good-files.ts";
import type { Outcome } from "./outcome.ts";

/** A mutation that takes so much processor time has made the reader hang. */
const HANG_CPU_MS = 5000;
/** One that waits so long hangs without doing anything. On a busy machine everything waits. */
const HANG_MS = 180_000;
/** How often the times are looked at. */
const WATCH_MS = 500;
/** The system counts processor time in hundredths of a second. */
const CPU_TICK_MS = 10;
/** One process reads so many files, then a new one takes over. */
const MUTATIONS_PER_PROCESS = 1000;
/** The queries' limit of 384 MiB, and what sources without a build and the test's own garbage take beside it. */
const MAX_PEAK_MIB = 384 + 192;
/** Characters of the child's stderr that a fault shows. */
const MAX_STDERR = 2000;

/** What is fuzzed. */
export interface MutationRun {
  readonly files: readonly GoodFile[];
  /** Where changed files lie while they are read. */
  readonly folder: string;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly keep: boolean;
}

/** Runs the mutations one after the other, in processes that are replaced when they hang or die. */
export async function runMutations(run: MutationRun, visit: (outcome: Outcome) => void): Promise<void> {
  let next = run.from;
  while (next < run.to) {
    const to = Math.min(run.to, next + MUTATIONS_PER_PROCESS);
    const ended = await runProcess({ ...run, from: next, to }, visit);
    next = ended.next;
    if (ended.fault === null) continue;
    // What came before may be what was wrong: only what fails again, in a process of its own, is a fault of this file.
    const again = await runProcess({ ...run, from: next, to: next + 1 }, visit);
    if (again.fault !== null) {
      visit({ index: next, title: "the process", kind: "fault", text: again.fault, peakMiB: 0 });
    }
    next++;
  }
}

interface Ended {
  /** The first mutation without an outcome. */
  readonly next: number;
  readonly fault: string | null;
}

function runProcess(request: Request, visit: (outcome: Outcome) => void): Promise<Ended> {
  const child = fork(join(import.meta.dirname, "child.entry.ts"), {
    execArgv: ["--expose-gc"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-MAX_STDERR);
  });
  return new Promise((resolve) => {
    let next = request.from;
    let fault: string | null = null;
    const watch = watchdog(child, (what) => {
      fault = what;
    });
    child.on("message", (outcome: Outcome) => {
      next = outcome.index + 1;
      watch.restart();
      visit(outcome.peakMiB > MAX_PEAK_MIB ? overLimit(outcome) : outcome);
      // Its peak stays: the next files get a process without it.
      if (outcome.peakMiB > MAX_PEAK_MIB) child.kill("SIGKILL");
    });
    child.on("error", (error) => {
      fault ??= error.message;
    });
    child.on("close", (code, signal) => {
      watch.stop();
      const killedForMemory = fault === null && signal === "SIGKILL";
      if (code !== 0 && !killedForMemory) fault ??= `the process died (${signal ?? code}): ${stderr}`;
      else if (next < request.to && !killedForMemory) fault ??= `the process ended early: ${stderr}`;
      resolve({ next, fault });
    });
    child.send(request);
  });
}

function overLimit(outcome: Outcome): Outcome {
  const before = outcome.kind === "fault" ? `${outcome.text}; ` : "";
  return { ...outcome, kind: "fault", text: `${before}the process had ${Math.round(outcome.peakMiB)} MiB` };
}

/** Kills the process when it has had no answer for too long; `onHang` is told why. */
function watchdog(child: ChildProcess, onHang: (what: string) => void): { restart(): void; stop(): void } {
  let since = Date.now();
  let cpuBefore = cpuMs(child.pid);
  const timer = setInterval(() => {
    const cpu = cpuMs(child.pid) - cpuBefore;
    const waited = Date.now() - since;
    if (cpu < HANG_CPU_MS && waited < HANG_MS) return;
    onHang(`no answer after ${cpu / 1000} seconds of processor time, ${waited / 1000} in all`);
    child.kill("SIGKILL");
    clearInterval(timer);
  }, WATCH_MS);
  return {
    restart() {
      since = Date.now();
      cpuBefore = cpuMs(child.pid);
    },
    stop: () => clearInterval(timer),
  };
}

/** The processor time of a process so far, all threads together; 0 where the system does not tell. */
function cpuMs(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
    return (Number(fields[11]) + Number(fields[12])) * CPU_TICK_MS;
  } catch {
    return 0;
  }
}
