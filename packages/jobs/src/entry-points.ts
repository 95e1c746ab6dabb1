// The functions that the package offers. What they are made of is loaded when one is called: most programs that import
// millrace run no jobs.

import type { Terminal } from "./cli/terminal.ts";
import type { JobConfig } from "./config/job-config.ts";
import type { PipelineInput, PipelineOverrides } from "./run/load-job.ts";
import type { PipelineRun, RunPipelineOptions } from "./run/run-pipeline.ts";

/**
 * Runs a batch job: reads its inputs, applies its filters and steps, checks the result, and publishes Parquet, CSV and log
 * together. Returns the result's rows. Throws a ConfigError before any row is read, a CheckFailedError, or the error of the
 * query; then nothing is published.
 *
 * @param input the path of a YAML file, or the same as an object
 * @param overrides values in place of the config's, by path
 * @example await runPipeline("config/vitals.yaml", { "settings.memory": "512MB" })
 */
export async function runPipeline(
  input: PipelineInput,
  overrides: PipelineOverrides = {},
  options: RunPipelineOptions = {},
): Promise<PipelineRun> {
  const jobs = await import("./run/run-pipeline.ts");
  return jobs.runPipeline(input, overrides, options);
}

/**
 * Reads and checks a config: structure, names, references; columns are checked when it runs. Throws a ConfigError with every
 * fault, its YAML path and its line.
 */
export async function loadPipeline(input: PipelineInput, overrides: PipelineOverrides = {}): Promise<JobConfig> {
  const jobs = await import("./run/load-job.ts");
  return jobs.loadPipeline(input, overrides);
}

/**
 * Runs the command line and returns the exit code: 0, 1 where the work failed, 2 where the arguments or the config are
 * wrong, 130 or 143 where a signal stopped it.
 *
 * @param args without the program's own name
 */
export async function main(args: readonly string[], terminal?: Terminal): Promise<number> {
  const cli = await import("./cli/main.ts");
  return cli.main(args, terminal);
}
