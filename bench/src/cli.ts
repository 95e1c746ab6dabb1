// `npm run bench -- --suite NAME …`: runs benchmark suites, checks every answer, prints a table. See --help.

import { resolve } from "node:path";
import { parseByteSize } from "@millrace/core";
import { loadSuite, suiteNames } from "../suites/registry.ts";
import type { BenchArguments } from "./arguments.ts";
import { parseArguments, usage } from "./arguments.ts";
import { publish } from "./commands/report.ts";
import { existingData, generatedData } from "./data-folder.ts";
import { engineNamed } from "./engines/registry.ts";
import { machineFacts } from "./machine.ts";
import type { BenchRecord } from "./record.ts";
import { makeReport, writeReport } from "./report/bench-report.ts";
import type { SuiteFacts } from "./run-suite.ts";
import { runSuite } from "./run-suite.ts";
import type { Suite } from "./suite.ts";
import { summaryLines, tableHead, tableLine } from "./table.ts";

function sizeOf({ size }: Suite, options: BenchArguments): number {
  return (size.option === "scale" ? options.scale : options.rows) ?? size.default;
}

/** Tasks other than running suites, by their first word; loaded when they are asked for. */
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  report: async (args) => (await import("./commands/report.ts")).reportCommand(args),
  compare: async (args) => (await import("./commands/compare.ts")).compareCommand(args),
};

async function run(options: BenchArguments): Promise<readonly BenchRecord[]> {
  const machine = machineFacts();
  const engines = options.engines.map(engineNamed);
  const memoryBytes = options.memory === null ? null : parseByteSize("bench", "--memory", options.memory);
  const names = options.suites.includes("all") ? suiteNames : options.suites;
  const records: BenchRecord[] = [];
  const facts: SuiteFacts[] = [];
  console.log(tableHead());
  for (const name of names) {
    const suite = await loadSuite(name);
    const { queries, runs, threads, sources } = options;
    const data = options.data === null ? generatedData : existingData(resolve(options.data));
    const onRecord = (record: BenchRecord): void => {
      records.push(record);
      console.log(tableLine(record));
    };
    const size = sizeOf(suite, options);
    facts.push(await runSuite({ suite, size, engines, queries, runs, threads, memoryBytes, sources, data, onRecord }));
  }
  console.log(`\n${summaryLines(records).join("\n")}`);
  const report = makeReport(process.argv.slice(2), machine, facts, records, new Date());
  if (options.json !== null) writeReport(options.json, report);
  if (options.report !== null) await publish(options.report, report);
  return records;
}

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const command = args[0] === undefined || !Object.hasOwn(commands, args[0]) ? undefined : commands[args[0]];
  if (command !== undefined) return command(args.slice(1));
  const options = parseArguments(args);
  if (options.help) {
    console.log(`${usage}\n\nSuites: ${suiteNames.join(", ")}.`);
    return 0;
  }
  const records = await run(options);
  return records.every(({ answer }) => answer === "ok") ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
