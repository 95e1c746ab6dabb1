import type { QueryOptions } from "@millrace/core";
import { QueryAbortedError, TimeoutError } from "@millrace/core";
import type { LazyFrame } from "@millrace/frame";
import { col, len } from "@millrace/frame";
import type { StepConfig } from "../config/job-config.ts";
import type { PlannedJob } from "../plan/plan-job.ts";
import type { JobLog } from "./job-log.ts";
import { countText, rowsText } from "./job-log.ts";
import type { JoinRows } from "./join-rows.ts";
import { countJoinRows } from "./join-rows.ts";

/** Inputs up to this size are read again to count the rows of every step. */
const SMALL_INPUT_BYTES = 64 << 20;

/** The number of rows of a query. */
export async function countRows(frame: LazyFrame, options: QueryOptions): Promise<number> {
  const counted = await frame.select(len().alias("rows")).collect(options);
  return Number(counted.column("rows").toArray()[0]);
}

/**
 * The rows of inputs and steps. All steps run as one query, which does not tell them: they are counted by queries over few
 * columns. Where the inputs are large, only joins straight over inputs are counted, by their keys.
 */
export class RowCounter {
  readonly #job: PlannedJob;
  readonly #log: JobLog;
  readonly #options: QueryOptions;
  readonly #mode: "all" | "joins" | "none";
  readonly #rows = new Map<string, number>();
  readonly #joins = new Map<string, JoinRows>();
  /** Steps that have as many rows as the result, which are counted when it is written. */
  readonly #likeResult: ReadonlySet<string>;
  #hasFailed = false;

  constructor(job: PlannedJob, log: JobLog, options: QueryOptions) {
    const { rowCounts } = job.config.settings;
    const bytes = job.inputs.flatMap(({ files }) => files).reduce((sum, { byteLength }) => sum + byteLength, 0);
    this.#job = job;
    this.#log = log;
    this.#options = options;
    this.#likeResult = likeResult(job);
    this.#mode = rowCounts === "auto" ? (bytes <= SMALL_INPUT_BYTES ? "all" : "joins") : rowCounts;
  }

  /** Whether nothing is counted but what the job's own query tells. */
  get isIdle(): boolean {
    return this.#mode === "none";
  }

  /** Counts what is to be counted and logs it; joins whose keys repeat on both sides are warned of. */
  async count(): Promise<void> {
    if (this.#mode === "none") return;
    for (const { id, csv } of this.#job.config.inputs) {
      if (csv.ignoreErrors === true) await this.#tolerant(id, () => this.#countRejects(id));
    }
    for (const step of this.#job.config.steps) {
      if (step.body.join !== undefined && (this.#mode === "all" || this.#isOverInputs(step))) {
        await this.#tolerant(step.id, () => this.#countJoin(step));
      }
    }
    if (this.#mode !== "all") return;
    for (const { id } of [...this.#job.inputs, ...this.#job.config.steps]) {
      if (!this.#rows.has(id)) await this.#tolerant(id, () => this.#countTable(id));
    }
  }

  /** The rows of an input or step, if they were counted; steps that keep their input's rows have as many. */
  rowsOf(id: string): number | undefined {
    const step = this.#job.config.steps.find((candidate) => candidate.id === id);
    const counted = this.#rows.get(id);
    if (counted !== undefined || step === undefined || !step.type.keepsRows) return counted;
    return this.rowsOf(step.inputs[0]!.id);
  }

  /** The result's rows, known now, and with them those of the steps that it has its rows of. */
  setResult(rows: number): void {
    for (const id of this.#likeResult) this.#rows.set(id, rows);
  }

  /** A join's inputs in words, if they were counted. */
  sizesOf(id: string): string | undefined {
    const rows = this.#joins.get(id);
    return rows === undefined ? undefined : joinSizes(rows);
  }

  /** Values that were no values of their types, of whole files: the job itself may pass over many of them. */
  async #countRejects(id: string): Promise<void> {
    const { frame, schema } = this.#job.inputs.find((input) => input.id === id)!.unfiltered;
    const { profile } = await frame.select(schema.names().map((name) => col(name).count())).profile(this.#options);
    const rejects = Number(profile["rejectedRows"] ?? 0);
    const values = `${countText(rejects)} ${rejects === 1 ? "value" : "values"}`;
    if (rejects === 0) this.#log.info("no value was rejected", { step: id });
    else this.#log.warn(`rejects: ${values} did not fit the type of the column and were read as null`, { step: id });
  }

  async #countJoin({ id, body, inputs }: StepConfig): Promise<void> {
    const started = performance.now();
    const [left, right] = inputs.map((input) => this.#job.tables.get(input.id)!);
    const rows = await countJoinRows(left!, right!, body.join!, this.#options);
    this.#rows.set(inputs[0]!.id, rows.left);
    this.#rows.set(inputs[1]!.id, rows.right);
    this.#rows.set(id, rows.output);
    this.#joins.set(id, rows);
    if (rows.mostLeft < 2 || rows.mostRight < 2) return;
    const seconds = (performance.now() - started) / 1000;
    this.#log.warn(
      `many-to-many join: the keys (${body.join!.leftOn.join(", ")}) repeat on both sides, so that rows come several ` +
        `times: ${joinSizes(rows)} make ${rowsText(rows.output)}. If that is not meant, make one side unique first, ` +
        "and add validate",
      { step: id, rows: rows.output, seconds },
    );
  }

  async #countTable(id: string): Promise<void> {
    if (this.rowsOf(id) !== undefined || this.#likeResult.has(id)) return;
    this.#rows.set(id, await countRows(this.#job.tables.get(id)!.frame, this.#options));
  }

  /** Whether both sides are inputs, or inputs with columns changed. */
  #isOverInputs(step: StepConfig): boolean {
    return step.inputs.every(({ id }) => {
      const before = this.#job.config.steps.find((candidate) => candidate.id === id);
      return (
        before === undefined ||
        (before.type.inputKeys.length === 1 && before.type.keepsRows && this.#isOverInputs(before))
      );
    });
  }

  /** A count that fails is no reason for the job to fail. */
  async #tolerant(id: string, count: () => Promise<void>): Promise<void> {
    if (this.#hasFailed) return;
    try {
      await count();
    } catch (error) {
      if (error instanceof QueryAbortedError || error instanceof TimeoutError) throw error;
      this.#hasFailed = true;
      const reason = error instanceof Error ? error.message : `${error}`;
      this.#log.warn(`rows could not be counted: ${reason}`, { step: id });
    }
  }
}

function joinSizes({ left, right }: JoinRows): string {
  return `${countText(left)} left × ${countText(right)} right rows`;
}

function likeResult({ config }: PlannedJob): ReadonlySet<string> {
  const ids = new Set<string>();
  for (let id = config.outputs.result.id; ; ) {
    ids.add(id);
    const step = config.steps.find((candidate) => candidate.id === id);
    if (step === undefined || !step.type.keepsRows) return ids;
    id = step.inputs[0]!.id;
  }
}
