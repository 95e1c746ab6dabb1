import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { atExit } from "../at-exit.ts";
import { benchCache } from "../paths.ts";
import { lastLines, runProgram } from "../run-program.ts";
import type { MemoryCgroup } from "./memory-cgroup.ts";
import type { ProofOutcome, ProofTask } from "./proof-task.ts";

/** A proof that takes longer is stopped and has failed. */
const TIMEOUT_MS = 15 * 60_000;

/** Runs a case in a process of its own, in a control group if one is given; a text says what went wrong. */
export async function runProof(
  program: string,
  given: Pick<ProofTask, "name" | "tables" | "memoryBytes" | "threads">,
  group: MemoryCgroup | null,
): Promise<ProofOutcome | string> {
  const folder = join(benchCache, "proofs", `${process.pid}`);
  const tempDir = join(folder, "temp");
  mkdirSync(tempDir, { recursive: true });
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const removed = atExit(remove);
  try {
    const outcomePath = join(folder, "outcome.json");
    const taskPath = join(folder, "task.json");
    const task: ProofTask = { ...given, tempDir, outputPath: join(folder, "output"), outcomePath };
    writeFileSync(taskPath, JSON.stringify(task));
    const command = [process.execPath, program, taskPath];
    const before = group?.kills() ?? 0;
    // The shell enters the group and becomes the program, whose memory then counts from its first page on.
    const end =
      group === null
        ? await runProgram(command[0]!, command.slice(1), { timeoutMs: TIMEOUT_MS })
        : await runProgram("/bin/sh", ["-c", 'echo $$ > "$0" && exec "$@"', group.processes, ...command], {
            timeoutMs: TIMEOUT_MS,
          });
    const kills = (group?.kills() ?? 0) - before;
    if (kills > 0 || end.signal === "SIGKILL") return `killed by ${end.timedOut ? "the clock" : "the kernel"}`;
    if (end.code !== 0 || !existsSync(outcomePath)) return errorLine(end.output) || `exit code ${end.code}`;
    return JSON.parse(readFileSync(outcomePath, "utf8")) as ProofOutcome;
  } finally {
    remove();
    removed();
  }
}

/** The line of the output that says what went wrong, or its last lines. */
function errorLine(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  return lines.findLast((line) => /^[\w.[\] ]*Error\b.*: /i.test(line)) ?? lastLines(output, 3);
}
