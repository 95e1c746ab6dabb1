import type { QueryOptions } from "@millrace/core";
import {
  checkBoolean,
  checkChoice,
  checkOptions,
  OptionError,
  QUERY_OPTION_NAMES,
  QueryAbortedError,
  resolveQueryOptions,
  TimeoutError,
} from "@millrace/core";
import type { LogicalPlan } from "@millrace/plan";
import { explainLogical, schemaOf } from "@millrace/plan";
import type { DataFrame } from "./data-frame.ts";
import type { CsvSinkOptions, ExplainRequest, ParquetSinkOptions, QueryProfile, SinkSummary } from "./engine-port.ts";
import { enginePort } from "./engine-port.ts";
import { FrameSchema } from "./frame-schema.ts";
import { makeDataFrame } from "./lazy/frame-maker.ts";
import { csvSink, parquetSink } from "./lazy/sink-target.ts";
import { migration, rejectOldNames } from "./migration.ts";
import { printAsText } from "./print-as-text.ts";
import { Relation } from "./relation.ts";

/** Options of `explain`. */
export interface ExplainOptions extends QueryOptions {
  /** "optimized" (default), "logical" as written, "physical" with pipelines and what each operator does past its memory. */
  readonly level?: ExplainRequest["level"] | undefined;
  /** "text" (default), or "wat" for the compiled pipelines as WebAssembly text. */
  readonly format?: ExplainRequest["format"] | undefined;
  /** false means level "logical". */
  readonly optimized?: boolean | undefined;
}

/**
 * A query that has not run: each verb returns a new one, and nothing is read but schemas until `collect`, a sink or
 * `batches` is called.
 *
 * @example
 * const perDepartment = scanCsv("staff.csv")
 *   .filter(col("age").gt(21))
 *   .groupBy("department")
 *   .agg(col("salary").mul(1.1).mean().alias("avg_salary"))
 *   .sort("avg_salary", { descending: true });
 * console.log(await perDepartment.collect());
 */
export class LazyFrame extends Relation<LazyFrame> {
  readonly #build: () => LogicalPlan;
  #plan: LogicalPlan | null = null;

  /** @param build gives the plan; called once, when the plan is first needed */
  constructor(build: () => LogicalPlan) {
    super();
    this.#build = build;
  }

  plan(): LogicalPlan {
    this.#plan ??= this.#build();
    return this.#plan;
  }

  /** The plan with every column bound and every type resolved, so that faults are found before anything runs. */
  #checkedPlan(): LogicalPlan {
    schemaOf(this.plan(), enginePort.catalog);
    return this.plan();
  }

  /** The checked plan of a run; to find its columns is a part of the run, which may be stopped before and late behind it. */
  #planFor({ signal, timeoutMs }: QueryOptions): LogicalPlan {
    if (signal?.aborted === true) throw new QueryAbortedError(signal.reason);
    const started = performance.now();
    const plan = this.#checkedPlan();
    if (timeoutMs !== undefined && performance.now() - started > timeoutMs) throw new TimeoutError(timeoutMs);
    return plan;
  }

  protected derive(build: (input: LogicalPlan) => LogicalPlan): LazyFrame {
    return new LazyFrame(() => build(this.plan()));
  }

  /**
   * Runs the query and gives its rows.
   *
   * @example await frame.collect({ memoryLimit: "512MB", threads: 4 })
   */
  async collect(options: QueryOptions = {}): Promise<DataFrame> {
    resolveQueryOptions(options, "collect");
    return makeDataFrame(await enginePort.collect(this.#planFor(options), options));
  }

  /** The columns of the result, without running the query: footers and samples are read, no rows. */
  async collectSchema(): Promise<FrameSchema> {
    return new FrameSchema(schemaOf(this.plan(), enginePort.catalog));
  }

  /** The plan as text; see ExplainOptions. The query does not run. */
  async explain(options: ExplainOptions = {}): Promise<string> {
    const { level, format, optimized, ...query } = options;
    checkOptions("explain", options, ["level", "format", "optimized", ...QUERY_OPTION_NAMES]);
    const fallback = optimized === false ? "logical" : query.engine === undefined ? "optimized" : "physical";
    if (optimized !== undefined) checkBoolean("explain", "optimized", optimized);
    const request = {
      level: checkChoice("explain", "level", level ?? fallback, ["logical", "optimized", "physical"]),
      format: checkChoice("explain", "format", format ?? "text", ["text", "wat"]),
    } as const;
    if (request.level === "logical" && request.format === "wat") {
      throw new OptionError(
        'explain: format "wat" shows compiled pipelines, which level "logical" has not: leave one of them out',
        "explain",
        "format",
      );
    }
    resolveQueryOptions(query, "explain");
    return enginePort.explain(this.#planFor(query), request, query);
  }

  /**
   * Runs the query and gives its rows and where its time went: data, of which `String(profile)` makes a table. Operators that run as one
   * loop share an entry, "filter + project", so their times cannot be told apart.
   */
  async profile(options: QueryOptions = {}): Promise<{ readonly data: DataFrame; readonly profile: QueryProfile }> {
    resolveQueryOptions(options, "profile");
    const { data, profile } = await enginePort.profile(this.#planFor(options), options);
    return { data: makeDataFrame(data), profile };
  }

  /**
   * Runs the query and writes its rows to a Parquet file without holding them in memory. The file appears when it is complete.
   *
   * @example await scanCsv("in.csv").sinkParquet("out.parquet", { compression: "zstd", mkdir: true })
   */
  async sinkParquet(path: string, options: ParquetSinkOptions & QueryOptions = {}): Promise<SinkSummary> {
    const { target, query } = parquetSink("sinkParquet", path, options);
    return enginePort.sink(this.#planFor(query), target, query);
  }

  /** Runs the query and writes its rows to a CSV file without holding them in memory. */
  async sinkCsv(path: string, options: CsvSinkOptions & QueryOptions = {}): Promise<SinkSummary> {
    const { target, query } = csvSink("sinkCsv", path, options);
    return enginePort.sink(this.#planFor(query), target, query);
  }

  /**
   * Runs the query and gives its rows in frames, one after another, no faster than they are taken.
   *
   * @example for await (const batch of frame.batches()) send(batch.toRecords());
   */
  async *batches(options: QueryOptions = {}): AsyncIterableIterator<DataFrame> {
    resolveQueryOptions(options, "batches");
    for await (const data of enginePort.streamBatches(this.#planFor(options), options)) yield makeDataFrame(data);
  }

  /** This frame itself, so that functions take either kind. */
  lazy(): LazyFrame {
    return this;
  }

  /** The plan as written, and how to get the rows. */
  override toString(): string {
    let text: string;
    try {
      text = explainLogical(this.#checkedPlan());
    } catch (error) {
      text = `${error}`;
    }
    return `LazyFrame: nothing has run yet, "await frame.collect()" gives the rows\n\n${text}`;
  }
}

printAsText(LazyFrame.prototype);

rejectOldNames(LazyFrame.prototype, "LazyFrame", {
  ...migration.frame,
  tail: "sort(…, { descending: true }).head(n), or (await frame.collect()).tail(n)",
  describe: "(await frame.collect()).describe()",
  schema: "await frame.collectSchema()",
  columns: "(await frame.collectSchema()).names()",
  dtypes: "(await frame.collectSchema()).types()",
});
