import { ConfigError } from "../config/config-error.ts";
import type { ConfigPath } from "../config/config-path.ts";
import { parsePath } from "../config/config-path.ts";
import type { JobConfig } from "../config/job-config.ts";
import type { Override } from "../config/overrides.ts";
import { applyOverrides } from "../config/overrides.ts";
import type { ReadJob } from "../config/read-job.ts";
import { readJob } from "../config/read-job.ts";
import type { ConfigSource } from "../config/yaml-source.ts";
import { parseYaml } from "../config/yaml-source.ts";
import { readText } from "../files/read-files.ts";

/** A config: the path of a YAML file, or the same as an object. */
export type PipelineInput = string | Readonly<Record<string, unknown>>;

/** Values in place of the config's: `{ "inputs.vitals.path": "new.parquet" }`. */
export type PipelineOverrides = Readonly<Record<string, unknown>>;

/** Reads a config as far as its text tells, and collects its faults. */
export async function readPipeline(
  input: PipelineInput,
  overrides: PipelineOverrides | readonly Override[] = {},
): Promise<ReadJob> {
  const source = typeof input === "string" ? await sourceOfFile(input) : sourceOfObject(input);
  const list = Array.isArray(overrides)
    ? (overrides as readonly Override[])
    : Object.entries(overrides as PipelineOverrides).map(([path, value]) => ({ path: pathOf(path), value }));
  return readJob(applyOverrides(source, list));
}

/** See the entry point of the same name. */
export async function loadPipeline(input: PipelineInput, overrides: PipelineOverrides = {}): Promise<JobConfig> {
  const { config, issues } = await readPipeline(input, overrides);
  issues.throwIfAny();
  return config;
}

async function sourceOfFile(path: string): Promise<ConfigSource> {
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    const message = error instanceof Error ? error.message : `${error}`;
    throw new ConfigError(path, [{ path: "", line: null, message }]);
  }
  return parseYaml(text, path);
}

function sourceOfObject(value: Readonly<Record<string, unknown>>): ConfigSource {
  return { name: "the given object", value, lineOf: () => null };
}

function pathOf(text: string): ConfigPath {
  const path = parsePath(text);
  if (path !== null) return path;
  throw new ConfigError("values set from outside", [
    { path: "", line: null, message: `no path of a config: "${text}"` },
  ]);
}
