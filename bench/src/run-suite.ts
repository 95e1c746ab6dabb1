import { compareAnswers } from "./answers/compare.ts";
import { referenceAnswer } from "./answers/reference.ts";
import { dataKey, hashTables } from "./data-hash.ts";
import type { CaseProgram, Engine } from "./engine.ts";
import type { BenchRecord, CaseName } from "./record.ts";
import { failedRecord, finishedRecord } from "./record.ts";
import { runCase } from "./run-case.ts";
import type { DataFolder, DataSet, Query, Suite } from "./suite.ts";

/** What a suite is run with. */
export interface SuiteRun {
  readonly suite: Suite;
  readonly size: number;
  readonly engines: readonly Engine[];
  /** Query names; null for all. */
  readonly queries: readonly string[] | null;
  readonly runs: number;
  readonly threads: number;
  /** Bytes; null for no cap. */
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
  /** Table → SHA-256 of its file. */
  readonly dataHashes: Readonly<Record<string, string>>;
}

type Prepared = { readonly engine: Engine; readonly program: CaseProgram | string };

/** Runs a suite: query by query, the engines in turn, each case in a process of its own. */
export async function runSuite(run: SuiteRun): Promise<SuiteFacts> {
  const { suite, size } = run;
  const data = await suite.data(size, run.data);
  const dataHashes = await hashTables(data.tables);
  const queries = selectQueries(suite, run.queries);
  const prepared: Prepared[] = [];
  for (const engine of run.engines) prepared.push(await prepare(engine, run));
  const key = dataKey(dataHashes);
  for (const query of queries) {
    const reference = await referenceAnswer(suite.name, query, data, key);
    for (const { engine, program } of prepared) {
      run.onRecord(await runOne(run, query, data, engine, program, reference));
    }
  }
  return { suite: suite.name, size, seeds: data.seeds, dataHashes };
}

function selectQueries(suite: Suite, names: readonly string[] | null): readonly Query[] {
  if (names === null) return suite.queries;
  const unknown = names.find((name) => suite.queries.every((query) => query.name !== name));
  if (unknown === undefined) return suite.queries.filter(({ name }) => names.includes(name));
  const known = suite.queries.map(({ name }) => name).join(", ");
  throw new Error(`The suite ${suite.name} has no query "${unknown}". Queries: ${known}.`);
}

/** An engine that cannot be prepared is a row with its reason for each query. */
async function prepare(engine: Engine, { threads, sources }: SuiteRun): Promise<Prepared> {
  try {
    return { engine, program: await engine.prepare({ threads, sources }) };
  } catch (error) {
    return { engine, program: error instanceof Error ? error.message : String(error) };
  }
}

async function runOne(
  run: SuiteRun,
  query: Query,
  data: DataSet,
  engine: Engine,
  program: CaseProgram | string,
  reference: string,
): Promise<BenchRecord> {
  const memoryBytes = engine.takesMemoryLimit ? run.memoryBytes : null;
  const { threads, runs } = run;
  const name: CaseName = {
    suite: run.suite.name,
    query: query.name,
    size: run.size,
    engine: engine.name,
    threads,
    memoryLimit: memoryBytes,
  };
  if (typeof program === "string") return failedRecord(name, program);
  const { sql, output = "memory" } = query;
  const request = { ...name, sql, output, tables: data.tables, memoryBytes, runs };
  return runCase(program, request, async (end, workFolder) => {
    if (!end.ok) return failedRecord(name, end.reason);
    return finishedRecord(
      name,
      end.outcome,
      await compareAnswers(query, end.outcome.answerPath, reference, workFolder),
    );
  });
}
