import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, it } from "vitest";
import type { Engine } from "./engine.ts";
import type { Cell, Contestant } from "./run-cell.ts";
import { runCell } from "./run-cell.ts";
import type { Query, Suite } from "./suite.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-cell-"));
const log = join(folder, "log");
const reference = join(folder, "reference.json");
const answer = { columns: ["n"], scales: [null], rows: [[7]] };
writeFileSync(reference, JSON.stringify(answer));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => writeFileSync(log, ""));

/** An engine that notes its turn; a form's name says how it ends: seconds, or "crash", or "wrong". */
const program = join(folder, "engine.mjs");
writeFileSync(
  program,
  `import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
  const task = JSON.parse(readFileSync(process.argv.at(-1), "utf8"));
  appendFileSync(${JSON.stringify(log)}, [task.engine, task.form, process.pid].join(" ") + "\\n");
  if (task.form === "crash") { console.error("Error: out of luck"); process.exit(3); }
  const answerPath = task.keepAnswer ? task.answerBase + ".json" : null;
  const rows = [[task.form === "wrong" ? 8 : 7]];
  if (answerPath) writeFileSync(answerPath, JSON.stringify({ columns: ["n"], scales: [null], rows }));
  const seconds = Number(task.form) || 1;
  writeFileSync(task.outcomePath, JSON.stringify({ version: "1", rows: 1, coldSeconds: seconds, warmSeconds: [seconds],
    userSeconds: 0, systemSeconds: 0, peakRssMiB: 1, startRssMiB: 1, bytesRead: 0, bytesWritten: 0, answerPath }));`,
);

function contestant(name: string, forms: readonly string[], broken?: string): Contestant {
  const engine: Engine = {
    name,
    takesMemoryLimit: false,
    forms: () => Promise.resolve(forms),
    prepare: () => Promise.reject(new Error("is not asked")),
  };
  return { engine, program: broken ?? { command: process.execPath, args: [program], environment: {} } };
}

const query: Query = {
  name: "q1",
  sql: "select 7 as n",
  build: () => {
    throw new Error("No engine of these tests builds it.");
  },
};
const suite: Suite = {
  name: "cell-test",
  title: "",
  size: { option: "rows", default: 1 },
  data: () => Promise.resolve({ tables: [], seeds: {} }),
  queries: [query],
};

function cell(contestants: readonly Contestant[], rounds: number): Cell {
  return {
    name: { suite: suite.name, query: query.name, size: 1 },
    suite,
    query,
    data: { tables: [], seeds: {} },
    reference,
    contestants,
    threads: 1,
    memoryBytes: null,
    runs: 1,
    rounds,
  };
}

function turns(): readonly string[][] {
  const lines = readFileSync(log, "utf8").trim().split("\n");
  return lines.map((line) => line.split(" "));
}

it("engines take turns, each case in a process of its own [BEN-05]", async () => {
  const records = await runCell(cell([contestant("a", ["1"]), contestant("b", ["2"])], 3));
  expect(turns().map(([engine]) => engine)).toEqual(["a", "b", "a", "b", "a", "b"]);
  expect(new Set(turns().map(([, , pid]) => pid)).size).toBe(6);
  expect(records.map(({ engine, answer: found, warmSeconds }) => [engine, found, warmSeconds.length])).toEqual([
    ["a", "ok", 3],
    ["b", "ok", 3],
  ]);
});

it("all forms run in the first round; the fastest with the right answer stands for the engine", async () => {
  const [record] = await runCell(cell([contestant("a", ["3", "crash", "0.5", "wrong"])], 2));
  expect(record).toMatchObject({ answer: "ok", form: "0.5", medianSeconds: 0.5 });
  expect(turns().map(([, form]) => form)).toEqual(["3", "crash", "0.5", "wrong", "0.5"]);
});

it("an engine that is absent, crashes, differs or lacks the query is a row with its reason [BEN-11] [BEN-12]", async () => {
  const all = [
    contestant("absent", ["1"], "npm install failed"),
    contestant("crashed", ["crash"]),
    contestant("wrong", ["wrong"]),
    contestant("untaught", []),
  ];
  const records = await runCell(cell(all, 1));
  expect(records.map(({ answer: found, difference }) => [found, difference])).toEqual([
    ["failed: npm install failed", undefined],
    ["failed: Error: out of luck", undefined],
    ["differs", "row 1, column n: 8 instead of 7"],
    ["failed: q1 has not been written for untaught", undefined],
  ]);
});
