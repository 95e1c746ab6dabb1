import { spawn } from "node:child_process";
import { atExit } from "./at-exit.ts";

/** How a program ended. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote to stderr and stdout. */
  readonly output: string;
  readonly timedOut: boolean;
}

/** What a program runs with, beside its arguments. */
export interface ProgramOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

const keptCharacters = 4000;

/** Runs a program to its end, without a shell. Throws only if it cannot be started. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...options.environment },
    });
    const settled = atExit(() => child.kill("SIGKILL"));
    let output = "";
    let timedOut = false;
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-keptCharacters);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill("SIGKILL");
          }, options.timeoutMs);
    child.on("error", (error) => {
      settled();
      clearTimeout(timer);
      reject(error);
    });
    child.on("close", (code, signal) => {
      settled();
      clearTimeout(timer);
      resolve({ code, signal, output, timedOut });
    });
  });
}

/** Runs a program that has to succeed; throws with the end of its output. */
export async function runToSuccess(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<void> {
  const end = await runProgram(command, args, options);
  if (end.code === 0) return;
  throw new Error(`${command} ${args.slice(0, 3).join(" ")} failed: ${lastLines(end.output, 5)}`);
}

/** The last lines of a text that are not empty, joined by " | ". */
export function lastLines(text: string, count: number): string {
  const lines = text.split("\n").map((line) => line.trim());
  return lines
    .filter((line) => line !== "")
    .slice(-count)
    .join(" | ");
}
