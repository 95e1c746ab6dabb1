// `npm run bench -- --suite NAME …`: runs benchmark suites, checks every answer, prints a table. See --help.

import { resolve } from "node:path";
import { parseByteSize } from "@millrace/core";
import { loadSuite, suiteNames } from "../suites/registry.ts";
import type { BenchArguments } from "./arguments.ts";
import { parseArguments, usage } from "./arguments.ts";
import { publish } from "./commands/report.ts";
import { existingData, generatedData } from "./data-folder.ts";
import { engineNamed, engineNames } from "./engines/registry.ts";
import { machineFacts } from "./machine.ts";
import type { BenchRecord } from "./record.ts";
import { makeReport, writeReport } from "./report/bench-report.ts";
import type { SuiteFacts } from "./run-suite.ts";
import { runSuite } from "./run-suite.ts";
import { writeOut } from "./short-forms.ts";
import type { Suite } from "./suite.ts";
import { suiteNotes } from "./suite-notes.ts";
import { summaryLines, tableHead, tableLine } from "./table.ts";
import { isFailure } from "./validity/judge.ts";

function sizeOf({ size }: Suite, options: BenchArguments): number {
  return (size.option === "scale" ? options.scale : options.rows) ?? size.default;
}

/** Tasks other than running suites, by their first word; loaded when they are asked for. */
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  report: async (args) => (await import("./commands/report.ts")).reportCommand(args),
  compare: async (args) => (await import("./commands/compare.ts")).compareCommand(args),
  footprint: async (args) => (await import("./commands/footprint.ts")).footprintCommand(args),
  micro: async (args) => (await import("./commands/micro.ts")).microCommand(args),
};

/** Queries are asked for by names that mean something in one of the suites at least. */
function checkQueries(suites: readonly Suite[], names: readonly string[] | null): void {
  const known = suites.flatMap(({ queries }) => queries.map(({ name }) => name));
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new Error(`No suite of the run has a query "${unknown}". Queries: ${[...new Set(known)].join(", ")}.`);
}

async function run(options: BenchArguments): Promise<readonly BenchRecord[]> {
  const machine = machineFacts();
  const command = process.argv.slice(2);
  const engines = (options.engines.includes("all") ? engineNames : options.engines).map(engineNamed);
  const memoryBytes = options.memory === null ? null : parseByteSize("bench", "--memory", options.memory);
  const names = options.suites.includes("all") ? suiteNames : options.suites;
  const records: BenchRecord[] = [];
  const facts: SuiteFacts[] = [];
  console.log(tableHead());
  const suites = await Promise.all(names.map(loadSuite));
  checkQueries(suites, options.queries);
  const { queries, runs, rounds, threads, sources } = options;
  for (const suite of suites) {
    if (queries !== null && suite.queries.every(({ name }) => !queries.includes(name))) continue;
    const data = options.data === null ? generatedData : existingData(resolve(options.data));
    const onRecord = (record: BenchRecord): void => {
      records.push(record);
      console.log(tableLine(record));
      // A run that is cut short leaves what it has.
      if (options.json !== null) writeReport(options.json, makeReport(command, machine, facts, records, new Date()));
    };
    const size = sizeOf(suite, options);
    const settings = { engines, queries, runs, rounds, threads, memoryBytes, sources, data, onRecord };
    const fact = await runSuite({ suite, size, ...settings });
    facts.push(fact);
    for (const line of suiteNotes(fact, records)) console.log(line);
  }
  console.log(`\n${summaryLines(records).join("\n")}`);
  const report = makeReport(command, machine, facts, records, new Date());
  if (options.json !== null) writeReport(options.json, report);
  if (options.report !== null) await publish(options.report, report);
  return records;
}

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const command = args[0] === undefined || !Object.hasOwn(commands, args[0]) ? undefined : commands[args[0]];
  if (command !== undefined) return command(args.slice(1));
  const options = parseArguments(writeOut(args, suiteNames));
  if (options.help) {
    console.log(`${usage}\n\nSuites: ${suiteNames.join(", ")}, micro.\nEngines: ${engineNames.join(", ")}.`);
    return 0;
  }
  if (options.suites.length === 1 && options.suites[0] === "micro") {
    const { measureMicro } = await import("./commands/micro.ts");
    return measureMicro({ cases: options.queries, rounds: options.runs, timeMs: 200, json: options.json }, args);
  }
  const records = await run(options);
  return records.some(isFailure) ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
