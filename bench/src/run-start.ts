import { existsSync } from "node:fs";
import { join } from "node:path";
import { inTable } from "./answers/in-table.ts";
import type { CaseOutcome } from "./case.ts";
import { builtPackage } from "./engines/node-program.ts";
import { npmFolder } from "./npm-environment.ts";
import type { BenchRecord, CaseName } from "./record.ts";
import { failedRecord, finishedRecord } from "./record.ts";
import type { Cell, Contestant } from "./run-cell.ts";
import { formsFolder } from "./run-cell.ts";
import { lastLines, runProgram } from "./run-program.ts";

/** A program that has not printed its rows by then is killed. */
const START_TIMEOUT_MS = 60_000;

/** The line that a start program prints. */
export interface StartReport {
  readonly version: string;
  /** When the first row was there: milliseconds since 1970, with fractions. */
  readonly at: number;
  readonly rows: readonly (readonly unknown[])[];
  readonly userSeconds: number;
  readonly systemSeconds: number;
  readonly peakRssMiB: number;
}

/**
 * Times small programs from their start to the first row of a query, engines in turn, in `runs` + 1 processes a round;
 * none of them is warm.
 */
export async function runStartCell(cell: Cell): Promise<readonly BenchRecord[]> {
  const outcomes = new Map<Contestant, CaseOutcome[]>(cell.contestants.map((contestant) => [contestant, []]));
  const failures = new Map<Contestant, string>();
  const differences = new Map<Contestant, string>();
  for (let process = 0; process < cell.rounds * (cell.runs + 1); process++) {
    for (const contestant of cell.contestants) {
      if (failures.has(contestant)) continue;
      const end = await runOnce(cell, contestant);
      if (typeof end === "string") failures.set(contestant, end);
      else outcomes.get(contestant)!.push(end.outcome);
      if (typeof end !== "string" && end.difference !== null) differences.set(contestant, end.difference);
    }
  }
  return cell.contestants.map((contestant) => {
    const { engine } = contestant;
    const name: CaseName = { ...cell.name, engine: engine.name, threads: cell.threads, memoryLimit: null };
    const failure = failures.get(contestant);
    if (failure !== undefined) return failedRecord(name, failure);
    return finishedRecord(name, outcomes.get(contestant)!, differences.get(contestant) ?? null);
  });
}

interface StartEnd {
  readonly outcome: CaseOutcome;
  readonly difference: string | null;
}

async function runOnce({ suite, data }: Cell, { engine, program }: Contestant): Promise<StartEnd | string> {
  if (typeof program === "string") return program;
  const file = [".py", ".mjs"]
    .map((extension) => join(formsFolder(suite), "programs", `head_${engine.name.replaceAll("-", "_")}${extension}`))
    .find((path) => existsSync(path));
  if (file === undefined) return `the start program has not been written for ${engine.name}`;
  const table = data.tables[0]!;
  const environment = {
    ...program.environment,
    BENCH_MILLRACE: builtPackage,
    BENCH_NPM: npmFolder,
    BENCH_DUCKDB: import.meta.resolve("@duckdb/node-api"),
  };
  const started = performance.timeOrigin + performance.now();
  const end = await runProgram(program.command, [file, table.path], { environment, timeoutMs: START_TIMEOUT_MS });
  if (end.code !== 0) return lastLines(end.output, 2) || `exit code ${end.code}`;
  const line = end.output.split("\n").find((text) => text.startsWith('{"'));
  if (line === undefined) return `no report in the output: ${lastLines(end.output, 2)}`;
  const { at, version, rows, userSeconds, systemSeconds, peakRssMiB } = JSON.parse(line) as StartReport;
  const outcome = {
    version,
    rows: rows.length,
    coldSeconds: (at - started) / 1000,
    warmSeconds: [],
    userSeconds,
    systemSeconds,
    peakRssMiB,
    startRssMiB: 0,
    bytesRead: 0,
    bytesWritten: 0,
    answerPath: null,
  };
  const found = rows.length === 5 && (await inTable(table.path, rows));
  return { outcome, difference: found ? null : "these are not five rows of the table" };
}
