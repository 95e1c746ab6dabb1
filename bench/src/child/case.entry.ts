// The process of one case of an engine that runs in Node. Its last argument is the path of the task.

import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AnswerRows, CaseOutcome, CaseTask } from "../case.ts";
import { MAX_JSON_ROWS } from "../case.ts";
import { measureRuns } from "../measure/measure-runs.ts";
import type { NodeEngine, NodeResult } from "./node-engine.ts";

const loaders: Readonly<Record<string, (task: CaseTask) => Promise<NodeEngine>>> = {
  millrace: async (task) => (await import("./millrace.ts")).startMillrace(task),
  "millrace-eager": async (task) => (await import("./millrace.ts")).startMillrace(task),
  "duckdb-node": async (task) => (await import("./duckdb-node.ts")).startDuckdb(task),
  "nodejs-polars": async (task) => (await import("./nodejs-polars.ts")).startNodejsPolars(task),
  arquero: async (task) => (await import("./arquero.ts")).startArquero(task),
  eager: async (task) => (await import("./eager.ts")).startEager(task),
};

async function main(): Promise<void> {
  const task = JSON.parse(readFileSync(process.argv.at(-1)!, "utf8")) as CaseTask;
  const load = loaders[task.engine];
  if (load === undefined) throw new Error(`No engine "${task.engine}" runs in Node.`);
  const engine = await load(task);
  const outputPath = join(task.workFolder, `output.${task.output}`);
  const measured = await measureRuns(() => engine.run(task, outputPath), task.runs);
  const answerPath = task.keepAnswer ? await writeAnswer(engine, task, measured.result, outputPath) : null;
  const { result, ...measurement } = measured;
  const { rows, spilledBytes } = result;
  const spill = spilledBytes === undefined ? {} : { spilledBytes };
  const outcome: CaseOutcome = { version: engine.version, rows, ...measurement, ...spill, answerPath };
  writeFileSync(task.outcomePath, JSON.stringify(outcome));
  await engine.close();
}

async function writeAnswer(
  engine: NodeEngine,
  task: CaseTask,
  result: NodeResult,
  outputPath: string,
): Promise<string> {
  if (task.output === "memory" && result.rows <= MAX_JSON_ROWS) {
    const path = `${task.answerBase}.json`;
    writeFileSync(path, JSON.stringify((await result.toAnswer()) satisfies AnswerRows));
    return path;
  }
  if (task.output === "memory") return engine.writeAnswer(task, result, task.answerBase);
  const path = `${task.answerBase}.${task.output}`;
  renameSync(outputPath, path);
  return path;
}

await main();
