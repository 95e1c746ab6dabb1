import { join } from "node:path";
import { compareAnswers } from "./answers/compare.ts";
import type { CaseOutcome } from "./case.ts";
import type { CaseProgram, Engine } from "./engine.ts";
import { root } from "./paths.ts";
import type { BenchRecord, CaseName } from "./record.ts";
import { failedRecord, finishedRecord } from "./record.ts";
import { runCase } from "./run-case.ts";
import { median } from "./statistics.ts";
import type { DataSet, Query, Suite } from "./suite.ts";

/** An engine and its program, or why it has none. */
export interface Contestant {
  readonly engine: Engine;
  readonly program: CaseProgram | string;
}

/** One query at one size, on so many threads, under one cap: a row of the table, with a column for each engine. */
export interface Cell {
  readonly name: Omit<CaseName, "engine" | "threads" | "memoryLimit">;
  readonly suite: Suite;
  readonly query: Query;
  readonly data: DataSet;
  /** The path of the right answer. */
  readonly reference: string;
  readonly contestants: readonly Contestant[];
  readonly threads: number;
  readonly memoryBytes: number | null;
  readonly runs: number;
  readonly rounds: number;
}

/** What came of one form of a query on an engine. */
interface FormRuns {
  readonly form: string;
  readonly outcomes: CaseOutcome[];
  difference: string | null;
  failure: string | null;
}

/** An engine's forms of the query; after the first round the fastest one that gives the right answer alone. */
interface Entry {
  readonly contestant: Contestant;
  readonly memoryBytes: number | null;
  readonly numForms: number;
  forms: FormRuns[];
}

/** The name of the form that is SQL. */
const SQL = "sql";

/** Runs a cell round by round (A B C A B C …), every case in a fresh process; a record for each engine. */
export async function runCell(cell: Cell): Promise<readonly BenchRecord[]> {
  const entries = await Promise.all(cell.contestants.map((contestant) => entryOf(cell, contestant)));
  for (let round = 0; round < cell.rounds; round++) {
    for (const entry of entries) {
      for (const form of entry.forms) {
        if (form.failure === null) await runForm(cell, entry, form, round);
      }
      if (round === 0) entry.forms = [...entry.forms].sort(byMerit).slice(0, 1);
    }
  }
  return entries.map((entry) => recordOf(cell, entry));
}

async function entryOf({ suite, query, memoryBytes }: Cell, contestant: Contestant): Promise<Entry> {
  const { engine, program } = contestant;
  const request = { suite: suite.name, folder: formsFolder(suite), query: query.name };
  const names = typeof program === "string" ? [] : ((await engine.forms?.(request)) ?? [SQL]);
  const forms = names.map((form): FormRuns => ({ form, outcomes: [], difference: null, failure: null }));
  return {
    contestant,
    memoryBytes: engine.takesMemoryLimit ? memoryBytes : null,
    numForms: names.length,
    forms,
  };
}

async function runForm(cell: Cell, entry: Entry, runs: FormRuns, round: number): Promise<void> {
  const { query, data, suite } = cell;
  const { engine, program } = entry.contestant;
  if (typeof program === "string") return;
  const request = {
    engine: engine.name,
    suite: suite.name,
    query: query.name,
    formsFolder: formsFolder(suite),
    form: runs.form,
    sql: query.ownSql?.[engine.name] ?? query.ownSql?.[engine.family ?? ""] ?? query.sql,
    output: query.output ?? "memory",
    tables: data.tables,
    threads: cell.threads,
    memoryBytes: entry.memoryBytes,
    runs: cell.runs,
    keepAnswer: round === 0,
  } as const;
  await runCase(program, request, async (end, workFolder) => {
    if (!end.ok) {
      runs.failure = end.reason;
      return;
    }
    const { answerPath } = end.outcome;
    runs.outcomes.push(end.outcome);
    if (answerPath !== null) {
      runs.difference = await compareAnswers(query, answerPath, cell.reference, workFolder, engine.nanIsNull);
    }
    if (end.outcome.rows !== runs.outcomes[0]!.rows) runs.difference = "the number of rows changes between runs";
  });
}

/** The folder with the forms of a suite's queries. */
export function formsFolder({ name, formsOf }: Suite): string {
  return join(root, "bench/suites", formsOf ?? name);
}

/** Right answers come before wrong ones, those before failures, fast ones before slow ones. */
function byMerit(a: FormRuns, b: FormRuns): number {
  const rank = ({ difference, failure }: FormRuns): number => (failure !== null ? 2 : difference !== null ? 1 : 0);
  const seconds = ({ outcomes }: FormRuns): number =>
    median(outcomes.flatMap((outcome) => outcome.warmSeconds)) ?? outcomes[0]?.coldSeconds ?? 0;
  return rank(a) - rank(b) || seconds(a) - seconds(b);
}

function recordOf({ name, threads, query }: Cell, entry: Entry): BenchRecord {
  const { contestant, memoryBytes, numForms } = entry;
  const { engine, program } = contestant;
  const best = entry.forms[0];
  const full: CaseName = {
    ...name,
    engine: engine.name,
    threads,
    memoryLimit: memoryBytes,
    ...(numForms > 1 && best !== undefined ? { form: best.form } : {}),
  };
  if (typeof program === "string") return failedRecord(full, program);
  if (best === undefined) return failedRecord(full, `${query.name} has not been written for ${engine.name}`);
  if (best.failure !== null) return failedRecord(full, best.failure);
  return finishedRecord(full, best.outcomes, best.difference);
}
