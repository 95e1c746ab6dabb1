import { tmpdir } from "node:os";
import { join } from "node:path";
import type { QueryOptions, QueryProgress } from "@millrace/core";
import type { DataFrame } from "@millrace/frame";
import { scanParquet } from "@millrace/frame";
import { ownedName, Publication } from "@millrace/storage";
import type { Override } from "../config/overrides.ts";
import { peakMemoryBytes } from "../files/peak-memory.ts";
import type { PlannedJob } from "../plan/plan-job.ts";
import { planJob } from "../plan/plan-job.ts";
import type { Table } from "../plan/table.ts";
import { version } from "../version.ts";
import type { Artifact } from "./artifacts.ts";
import { Artifacts, checksumsText, manifestText } from "./artifacts.ts";
import type { CheckOutcome } from "./check-failed-error.ts";
import { CheckFailedError } from "./check-failed-error.ts";
import { placeOfError } from "./error-place.ts";
import type { LogEntry } from "./job-log.ts";
import { countText, JobLog, rowsText, secondsText, wroteText } from "./job-log.ts";
import type { PipelineInput, PipelineOverrides } from "./load-job.ts";
import { readPipeline } from "./load-job.ts";
import type { PipelinePhase } from "./phase-clock.ts";
import { PhaseClock } from "./phase-clock.ts";
import { countRows, RowCounter } from "./row-counts.ts";
import { runChecks } from "./run-checks.ts";

/** How a job is run, beside what its config says. */
export interface RunPipelineOptions {
  /** Stop the job with a QueryAbortedError; nothing is published. */
  readonly signal?: AbortSignal | undefined;
  readonly onLog?: ((entry: LogEntry) => void) | undefined;
  readonly onPhase?: ((phase: PipelinePhase) => void) | undefined;
  /** Called a few times a second while a query of the job runs. */
  readonly onProgress?: ((progress: QueryProgress) => void) | undefined;
  /** Called with the plan before it runs. */
  readonly onPlan?: ((plan: string) => void) | undefined;
}

/** What a job made. */
export interface PipelineRun {
  readonly result: DataFrame;
  readonly artifacts: readonly Artifact[];
  readonly log: readonly LogEntry[];
}

/** A job's result without its rows, for results of any size. */
export interface JobRun extends Omit<PipelineRun, "result"> {
  readonly rows: number;
}

/** See the entry point of the same name. */
export async function runPipeline(
  input: PipelineInput,
  overrides: PipelineOverrides = {},
  options: RunPipelineOptions = {},
): Promise<PipelineRun> {
  const kept: { result: DataFrame | null } = { result: null };
  const { artifacts, log } = await runJob(input, overrides, options, async (result, query) => {
    kept.result = await result.frame.collect(query);
  });
  return { result: kept.result!, artifacts, log };
}

/**
 * The same without holding the rows.
 * @param useResult takes what it needs of the result before it is published
 */
export async function runJob(
  input: PipelineInput,
  overrides: PipelineOverrides | readonly Override[],
  options: RunPipelineOptions,
  useResult: (result: Table, query: QueryOptions) => Promise<void>,
): Promise<JobRun> {
  const log = new JobLog(options.onLog);
  const startedAt = new Date();
  const clock = new PhaseClock(log, options.onPhase);
  clock.begin("load");
  const { config, issues } = await readPipeline(input, overrides);
  const job = await planJob(config, issues, typeof input === "string" ? input : null);
  const query = queryOptions(job, options);
  try {
    return await new Run(job, log, { startedAt, clock }, query, options).run(useResult);
  } catch (error) {
    const step = placeOfError(error, job);
    log.error(error instanceof Error ? error.message : `${error}`, step === null ? {} : { step });
    throw error;
  }
}

function queryOptions({ config: { settings } }: PlannedJob, { signal, onProgress }: RunPipelineOptions): QueryOptions {
  const { engine, memory, threads, tempDir, timeoutMs } = settings;
  return {
    engine,
    memoryLimit: memory ?? undefined,
    threads: threads ?? undefined,
    tempDir: tempDir ?? undefined,
    timeoutMs: timeoutMs ?? undefined,
    signal,
    onProgress,
  };
}

/** One run of a job whose plan is made. */
class Run {
  readonly #job: PlannedJob;
  readonly #log: JobLog;
  readonly #startedAt: Date;
  readonly #clock: PhaseClock;
  readonly #query: QueryOptions;
  readonly #options: RunPipelineOptions;
  readonly #outcomes: CheckOutcome[] = [];

  constructor(
    job: PlannedJob,
    log: JobLog,
    { startedAt, clock }: { readonly startedAt: Date; readonly clock: PhaseClock },
    query: QueryOptions,
    options: RunPipelineOptions,
  ) {
    this.#job = job;
    this.#log = log;
    this.#startedAt = startedAt;
    this.#clock = clock;
    this.#query = query;
    this.#options = options;
  }

  async run(useResult: (result: Table, query: QueryOptions) => Promise<void>): Promise<JobRun> {
    const { config } = this.#job;
    this.#logStart();
    await this.#checkTables();
    const counter = new RowCounter(this.#job, this.#log, this.#query);
    await counter.count();
    using artifacts = new Artifacts();
    using scratch = new Publication();
    this.#clock.begin("transform");
    const staged =
      config.outputs.parquet === null
        ? scratch.stage(join(config.settings.tempDir ?? tmpdir(), `millrace-${ownedName()}`, "result"))
        : artifacts.stage("parquet", config.outputs.parquet);
    const rows = await this.#transform(staged, counter);
    const result = { frame: scanParquet(staged, { glob: false }), schema: this.#job.result.schema };
    await this.#checkResult(result, rows);
    this.#clock.begin("write");
    await useResult(result, this.#query);
    await this.#write(result, rows, artifacts);
    const written = artifacts.written();
    artifacts.publish();
    return { rows, artifacts: written, log: this.#log.entries };
  }

  #logStart(): void {
    const { config, inputs } = this.#job;
    const { engine, threads, memory } = config.settings;
    const description = config.description === null ? "" : ` (${config.description})`;
    this.#log.info(`start: ${config.name}${description}, millrace ${version}`);
    const limits = [
      ...(memory === null ? [] : [`memory ${(memory / 2 ** 20).toFixed(0)} MiB`]),
      ...(threads === null ? [] : [`${threads} threads`]),
    ];
    this.#log.info([`engine: ${engine}`, ...limits].join(", "));
    for (const { id, files, unfiltered } of inputs) {
      const bytes = files.reduce((sum, { byteLength }) => sum + byteLength, 0);
      const names = unfiltered.schema.names().join(", ");
      const count = `${files.length} ${files.length === 1 ? "file" : "files"}`;
      this.#log.info(`input: ${count}, ${(bytes / 2 ** 20).toFixed(1)} MiB, columns ${names}`, { step: id });
    }
  }

  /** Checks that are not for the result: they need not wait for it. */
  async #checkTables(): Promise<void> {
    const resultId = this.#job.config.outputs.result.id;
    const others = this.#job.config.checks.filter(({ on }) => on !== null && on.id !== resultId);
    const outcomes: CheckOutcome[] = [];
    for (const check of others) {
      outcomes.push(...(await runChecks([check], this.#job.tables.get(check.on!.id)!, this.#query)));
    }
    this.#report(outcomes);
  }

  async #transform(staged: string, counter: RowCounter): Promise<number> {
    const { config, result } = this.#job;
    if (this.#options.onPlan !== undefined) this.#options.onPlan(await result.frame.explain());
    const started = performance.now();
    const { rows, rejectedRows } = await result.frame.sinkParquet(staged, {
      ...this.#query,
      compression: config.settings.compression,
    });
    const seconds = (performance.now() - started) / 1000;
    const resultId = config.outputs.result.id;
    counter.setResult(rows);
    if (counter.isIdle) this.#logRejects(rejectedRows);
    for (const { id } of this.#job.inputs) {
      const count = counter.rowsOf(id);
      if (count !== undefined) this.#log.info(`${rowsText(count)} after filters`, { step: id, rows: count });
    }
    for (const { id, typeName } of config.steps) {
      const count = counter.rowsOf(id);
      const sizes = counter.sizesOf(id);
      const of = sizes === undefined ? "" : ` of ${sizes}`;
      if (count !== undefined) this.#log.info(`${typeName}: ${rowsText(count)}${of}`, { step: id, rows: count });
    }
    const names = config.steps.map(({ id }) => id).join(", ");
    const steps = config.steps.length < 2 ? "ran" : `(with ${names}) ran as one query`;
    this.#log.info(`${steps} in ${secondsText(seconds)}: ${rowsText(rows)}`, { step: resultId, rows, seconds });
    return rows;
  }

  /**
   * Values that were no values of their types: they are read as null, and should not be lost without a word. Counted by the query
   * itself, which does not read columns and rows that it does not need.
   */
  #logRejects(rejects: number): void {
    const tolerant = this.#job.config.inputs.filter(({ csv }) => csv.ignoreErrors === true).map(({ id }) => id);
    if (tolerant.length === 0) return;
    const facts = tolerant.length === 1 ? { step: tolerant[0]! } : {};
    const of = tolerant.length === 1 ? "" : ` of ${tolerant.join(", ")}`;
    const values = `${countText(rejects)} ${rejects === 1 ? "value" : "values"}${of}`;
    if (rejects === 0) this.#log.info(`no value${of} that the job needed was rejected`, facts);
    else
      this.#log.warn(`rejects: ${values} that the job read did not fit the type of the column and became null`, facts);
  }

  async #checkResult(result: Table, rows: number): Promise<void> {
    const { checks, outputs } = this.#job.config;
    const own = checks.filter(({ on }) => on === null || on.id === outputs.result.id);
    const outcomes: CheckOutcome[] = [];
    if (!own.some(({ rule }) => rule.kind === "rows")) {
      const ok = rows > 0;
      const advice = "the result has no rows. Allow that with a check of its own: rows: { min: 0 }";
      outcomes.push({ check: "rows", ok, message: ok ? "ok" : advice });
    }
    const readBack = await countRows(result.frame, this.#query);
    const readOk = readBack === rows;
    outcomes.push({
      check: "read back",
      ok: readOk,
      message: readOk ? "ok" : `${readBack} rows are read, ${rows} were written`,
    });
    if (outcomes.every(({ ok }) => ok)) outcomes.push(...(await runChecks(own, result, this.#query)));
    this.#report(outcomes);
  }

  #report(outcomes: readonly CheckOutcome[]): void {
    this.#outcomes.push(...outcomes);
    if (outcomes.some(({ ok }) => !ok)) throw new CheckFailedError(outcomes);
    if (outcomes.length > 0) this.#log.info(`checks held: ${outcomes.map(({ check }) => check).join(", ")}`);
  }

  async #write(result: Table, rows: number, artifacts: Artifacts): Promise<void> {
    const { parquet, csv, log, manifest, checksums } = this.#job.config.outputs;
    if (parquet !== null) this.#log.info(wroteText(rows, parquet), { rows });
    if (csv !== null) {
      const started = performance.now();
      await result.frame.sinkCsv(artifacts.stage("csv", csv), this.#query);
      const seconds = (performance.now() - started) / 1000;
      this.#log.info(wroteText(rows, csv), { rows, seconds });
    }
    // What is left is the log itself and files about files: the log cannot tell of them.
    this.#clock.end();
    const { seconds } = this.#clock;
    const peakMiB = peakMemoryBytes() / 2 ** 20;
    this.#log.info(`end: ${secondsText(seconds)}, peak memory of the process ${peakMiB.toFixed(0)} MiB`, { seconds });
    if (log !== null) artifacts.stageText("log", log, this.#log.text());
    if (manifest !== null) {
      const run = { startedAt: this.#startedAt, seconds };
      const text = manifestText(this.#job, rows, this.#outcomes, artifacts.written(), run);
      artifacts.stageText("manifest", manifest, text);
    }
    if (checksums !== null) {
      artifacts.stageText("checksums", checksums, checksumsText(checksums, artifacts.written()));
    }
  }
}
