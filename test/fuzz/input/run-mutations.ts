import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { join } from "node:path";
import type { Request } from "./child.entry.ts";
import type { GoodFile } from "./good-files.ts";
import type { Outcome } from "./outcome.ts";

/** A mutation that takes longer has made the reader hang. */
const HANG_MS = 5000;
/** A new process loads the engine first. */
const START_MS = 20_000;
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
    const ended = await runProcess({ ...run, from: next, to }, HANG_MS, visit);
    next = ended.next;
    if (ended.fault === null) continue;
    // On a busy machine anything may take long once: only what hangs again, in a process of its own, hangs.
    const again = await runProcess({ ...run, from: next, to: next + 1 }, HANG_MS, visit);
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

function runProcess(request: Request, hangMs: number, visit: (outcome: Outcome) => void): Promise<Ended> {
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
    const watch = watchdog(child, () => {
      fault = `no answer within ${hangMs / 1000} seconds`;
    });
    watch.expect(START_MS);
    child.on("message", (outcome: Outcome) => {
      next = outcome.index + 1;
      watch.expect(hangMs);
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

function watchdog(child: ChildProcess, onHang: () => void): { expect(ms: number): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  return {
    expect(ms) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        onHang();
        child.kill("SIGKILL");
      }, ms);
    },
    stop: () => clearTimeout(timer),
  };
}
