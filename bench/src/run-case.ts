import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { atExit } from "./at-exit.ts";
import type { CaseOutcome, CaseTask } from "./case.ts";
import type { CaseProgram } from "./engine.ts";
import { benchCache } from "./paths.ts";
import type { ProgramEnd } from "./run-program.ts";
import { lastLines, runProgram } from "./run-program.ts";

/** A case that takes longer is killed and counts as failed. */
const CASE_TIMEOUT_MS = 5 * 60_000;

/** What a case is given; its folders and files are the runner's business. */
export type CaseRequest = Omit<CaseTask, "workFolder" | "answerBase" | "outcomePath">;

/** How a case ended. */
export type CaseEnd =
  | { readonly ok: true; readonly outcome: CaseOutcome }
  | { readonly ok: false; readonly reason: string };

/**
 * Runs a case in a process of its own and hands its end to `use`, which may read the answer; then its files go away.
 */
export async function runCase<R>(
  program: CaseProgram,
  request: CaseRequest,
  use: (end: CaseEnd, workFolder: string) => Promise<R>,
): Promise<R> {
  const name = `${request.suite}-${request.query}-${request.engine}-${request.form}-${process.pid}`;
  const workFolder = join(benchCache, "cases", name);
  mkdirSync(workFolder, { recursive: true });
  const remove = (): void => rmSync(workFolder, { recursive: true, force: true });
  const removed = atExit(remove);
  try {
    const outcomePath = join(workFolder, "outcome.json");
    const task: CaseTask = { ...request, workFolder, answerBase: join(workFolder, "answer"), outcomePath };
    const taskPath = join(workFolder, "task.json");
    writeFileSync(taskPath, JSON.stringify(task));
    const { command, args, environment } = program;
    const end = await runProgram(command, [...args, taskPath], { environment, timeoutMs: CASE_TIMEOUT_MS });
    return await use(readEnd(end, outcomePath), workFolder);
  } finally {
    remove();
    removed();
  }
}

function readEnd(end: ProgramEnd, outcomePath: string): CaseEnd {
  if (end.timedOut) return { ok: false, reason: `not done after ${CASE_TIMEOUT_MS / 1000} s` };
  if (end.signal !== null) return { ok: false, reason: `killed by ${end.signal}. ${lastLines(end.output, 3)}` };
  if (end.code !== 0 || !existsSync(outcomePath)) {
    return { ok: false, reason: errorLine(end.output) || `exit code ${end.code}` };
  }
  return { ok: true, outcome: JSON.parse(readFileSync(outcomePath, "utf8")) as CaseOutcome };
}

/** The line of the output that says what went wrong, or its last lines. */
function errorLine(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  return lines.findLast((line) => /^[\w.[\] ]*(Error|Exception|Panic)\b.*: /i.test(line)) ?? lastLines(output, 3);
}
