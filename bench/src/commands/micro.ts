import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { microHead, microLine } from "../../micro/micro-text.ts";
import { microCasesNamed } from "../../micro/registry.ts";
import { runMicro } from "../../micro/run-micro.ts";
import { machineFacts } from "../machine.ts";
import { root } from "../paths.ts";
import { makeReport, writeReport } from "../report/bench-report.ts";

const usage = `npm run bench -- micro [options]

  --cases NAMES     cases, or groups of them: csv, keys.hash
  --rounds N        how often each case has its turn (default: 5)
  --time MS         milliseconds of a turn (default: 200)
  --json FILE       write the records, for compare

Kernels and compiler alone, from the sources, on one thread; every answer is checked.`;

/** What the words behind `bench micro` ask for. */
export interface MicroArguments {
  readonly cases: readonly string[] | null;
  readonly rounds: number;
  readonly timeMs: number;
  readonly json: string | null;
}

/** Reads the words behind `bench micro`; null for --help. */
function parseMicroArguments(args: readonly string[]): MicroArguments | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cases: { type: "string" },
      rounds: { type: "string", default: "5" },
      time: { type: "string", default: "200" },
      json: { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help === true) return null;
  return {
    cases: values.cases?.split(",") ?? null,
    rounds: positive("--rounds", values.rounds),
    timeMs: positive("--time", values.time),
    json: values.json ?? null,
  };
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${option} is an integer above 0, not "${text}".`);
  return value;
}

/** `bench micro`: prints a table; 1 where an answer is wrong. */
export async function microCommand(args: readonly string[]): Promise<number> {
  const options = parseMicroArguments(args);
  if (options === null) {
    console.log(usage);
    return 0;
  }
  return await measureMicro(options, ["micro", ...args]);
}

/** Runs the cases and prints them; `command` is what the records say they came from. */
export async function measureMicro(options: MicroArguments, command: readonly string[]): Promise<number> {
  const machine = machineFacts();
  const cases = microCasesNamed(options.cases);
  const { rounds, timeMs } = options;
  const manifest = readFileSync(join(root, "packages/millrace/package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const records = await runMicro({ cases, rounds, timeMs, version });
  console.log(microHead);
  for (const [i, record] of records.entries()) console.log(microLine(cases[i]!, record));
  if (options.json !== null) {
    writeReport(options.json, makeReport(command, machine, [], records, new Date()));
  }
  return records.every(({ answer }) => answer === "ok") ? 0 : 1;
}
