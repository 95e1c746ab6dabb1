import { parseByteSize } from "@millrace/core";
import { referenceAnswer } from "./answers/reference.ts";
import { dataKey, hashTables } from "./data-hash.ts";
import type { CaseProgram, Engine } from "./engine.ts";
import type { TableRows } from "./input-rows.ts";
import { countRows, inputRowsOf } from "./input-rows.ts";
import type { BenchRecord } from "./record.ts";
import type { Contestant } from "./run-cell.ts";
import { runCell } from "./run-cell.ts";
import { runStartCell } from "./run-start.ts";
import type { DataFolder, DataSet, Query, Suite } from "./suite.ts";
import { judgeCase } from "./validity/judge.ts";

/** What a suite is run with. */
export interface SuiteRun {
  readonly suite: Suite;
  readonly size: number;
  readonly engines: readonly Engine[];
  /** Query names; null for all. */
  readonly queries: readonly string[] | null;
  /** Warm runs of a process after its cold one. */
  readonly runs: number;
  /** Processes of each case, engines in turn. */
  readonly rounds: number;
  readonly threads: number;
  /** Bytes; null for no cap, or for those that the suite names. */
  readonly memoryBytes: number | null;
  readonly sources: boolean;
  readonly data: DataFolder;
  readonly onRecord: (record: BenchRecord) => void;
}

/** What a suite's run leaves for the report, beside its records. */
export interface SuiteFacts {
  readonly suite: string;
  readonly size: number;
  readonly seeds: Readonly<Record<string, number>>;
  /** Table → SHA-256 of its file, at the suite's first size. */
  readonly dataHashes: Readonly<Record<string, string>>;
  /** Table → bytes of its file. */
  readonly dataBytes: Readonly<Record<string, number>>;
}

/** The data of a suite at one of its sizes. */
interface SizedData {
  readonly size: number;
  readonly data: DataSet;
  readonly key: string;
  readonly rows: TableRows;
}

/** Runs a suite: query by query, the engines in turn, each case in a process of its own. */
export async function runSuite(run: SuiteRun): Promise<SuiteFacts> {
  const { suite, size } = run;
  const queries = suite.queries.filter(({ name }) => run.queries?.includes(name) ?? true);
  const contestants = new Map<number, readonly Contestant[]>();
  for (const threads of suite.threads ?? [run.threads]) contestants.set(threads, await prepareAll(run, threads));
  const facts: SuiteFacts[] = [];
  for (const factor of suite.factors ?? [1]) {
    const data = await suite.data(size * factor, run.data);
    const { hashes, bytes } = await hashTables(data.tables);
    facts.push({ suite: suite.name, size, seeds: data.seeds, dataHashes: hashes, dataBytes: bytes });
    const sized = { size: size * factor, data, key: dataKey(hashes), rows: await countRows(data.tables) };
    for (const query of queries) await runQuery(run, query, sized, contestants);
  }
  return facts[0]!;
}

async function prepareAll(run: SuiteRun, threads: number): Promise<readonly Contestant[]> {
  const contestants: Contestant[] = [];
  for (const engine of run.engines) contestants.push({ engine, program: await prepare(engine, threads, run.sources) });
  return contestants;
}

/** An engine that cannot be prepared is a row with its reason for each query. */
async function prepare(engine: Engine, threads: number, sources: boolean): Promise<CaseProgram | string> {
  try {
    return await engine.prepare({ threads, sources });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** All cells of a query: its memory caps and numbers of threads. */
async function runQuery(
  run: SuiteRun,
  query: Query,
  { size, data, key, rows }: SizedData,
  contestants: ReadonlyMap<number, readonly Contestant[]>,
): Promise<void> {
  const { suite, runs, rounds } = run;
  const inputRows = inputRowsOf(query, rows);
  const name = { suite: suite.name, query: query.name, size, ...(inputRows === null ? {} : { inputRows }) };
  const reference = suite.startPrograms === true ? "" : await referenceAnswer(suite.name, query, data, key);
  for (const memoryBytes of memoryCaps(run)) {
    for (const [threads, all] of contestants) {
      const some = memoryBytes === null || run.memoryBytes !== null ? all : all.filter(takesMemoryLimit);
      const cell = { name, suite, query, data, reference, contestants: some, threads, memoryBytes, runs, rounds };
      const records = suite.startPrograms === true ? await runStartCell(cell) : await runCell(cell);
      for (const record of judgeCase(records, { ownSize: size === suite.size.default })) run.onRecord(record);
    }
  }
}

/** Engines that keep to no cap have run without one, in the cell of the suite that has none. */
function takesMemoryLimit({ engine }: Contestant): boolean {
  return engine.takesMemoryLimit;
}

function memoryCaps({ suite, memoryBytes }: SuiteRun): readonly (number | null)[] {
  if (memoryBytes !== null || suite.memoryCaps === undefined) return [memoryBytes];
  return suite.memoryCaps.map((cap) => (cap === null ? null : parseByteSize("bench", "memoryCaps", cap)));
}
