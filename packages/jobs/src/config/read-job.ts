import { didYouMean, OptionError, parseByteSize } from "@millrace/core";
import { realTarget } from "@millrace/storage";
import { readChecks } from "./check-config.ts";
import { ConfigNode } from "./config-node.ts";
import { Issues } from "./issues.ts";
import type { JobConfig, OutputConfig, OutputFile, OutputKind, Reference, SettingsConfig } from "./job-config.ts";
import { COMPRESSIONS, ENGINES, OUTPUT_KINDS, ROW_COUNTS } from "./job-config.ts";
import { readFilters } from "./read-filters.ts";
import { readInputs } from "./read-inputs.ts";
import { readSteps } from "./read-steps.ts";
import type { ConfigSource } from "./yaml-source.ts";

/** A job as far as its text tells, and the faults found so far: its columns are still to be checked. */
export interface ReadJob {
  readonly config: JobConfig;
  readonly issues: Issues;
}

const keys = ["name", "description", "inputs", "filters", "transforms", "outputs", "settings", "checks"];

/** Reads a whole config and collects its faults; throws a ConfigError only where it is no mapping. */
export function readJob(source: ConfigSource): ReadJob {
  const issues = new Issues(source.name, source.lineOf);
  const root = new ConfigNode(source.value, [], issues);
  const fields = root.readFields(keys);
  if (fields === undefined) issues.throwIfAny();
  const top = fields!;
  const emptyAt = (key: string): ConfigNode => top.get(key) ?? root.at(key, {});
  const inputIds = Object.keys(Object(top.get("inputs")?.value));
  const stepIds = declaredIds(top.get("transforms"));
  const ids = [...inputIds, ...stepIds];
  const checksNode = top.get("checks");
  const config: JobConfig = {
    name: top.need("name")?.readString() ?? "",
    description: top.get("description")?.readString() ?? null,
    inputs: readInputs(top.need("inputs")),
    filters: readFilters(top.get("filters")),
    steps: readSteps(top.get("transforms"), inputIds),
    outputs: readOutputs(emptyAt("outputs"), inputIds, stepIds),
    settings: readSettings(emptyAt("settings")),
    checks: checksNode === undefined ? [] : readChecks(checksNode),
    source: source.value,
  };
  for (const { on } of config.checks) if (on !== null) noteUnknownId(on.id, on.node, ids);
  return { config, issues };
}

/** The ids of a list of steps, whether the steps can be read or not. */
function declaredIds(node: ConfigNode | undefined): string[] {
  const items = Array.isArray(node?.value) ? (node.value as unknown[]) : [];
  return items.map((item) => (item as { id?: unknown } | null)?.id).filter((id) => typeof id === "string");
}

function noteUnknownId(id: string, node: ConfigNode, ids: readonly string[]): void {
  if (!ids.includes(id)) node.fail(`there is no input or step "${id}".${didYouMean(id, ids, "ids")}`);
}

function readOutputs(node: ConfigNode, inputIds: readonly string[], stepIds: readonly string[]): OutputConfig {
  const fields = node.readFields(["result", ...OUTPUT_KINDS]);
  const files: OutputFile[] = [];
  for (const kind of OUTPUT_KINDS) {
    const pathNode = fields?.get(kind);
    const path = pathNode?.readString();
    if (path === undefined) continue;
    const other = files.find((file) => realTarget(file.path) === realTarget(path));
    if (other !== undefined) pathNode!.fail(`the same file as ${other.kind}: ${path}`);
    files.push({ kind, path, node: pathNode! });
  }
  const pathOf = (kind: OutputKind): string | null => files.find((file) => file.kind === kind)?.path ?? null;
  return {
    result: readResult(node, fields?.get("result"), inputIds, stepIds),
    files,
    parquet: pathOf("parquet"),
    csv: pathOf("csv"),
    log: pathOf("log"),
    manifest: pathOf("manifest"),
    checksums: pathOf("checksums"),
  };
}

function readResult(
  node: ConfigNode,
  given: ConfigNode | undefined,
  inputIds: readonly string[],
  stepIds: readonly string[],
): Reference {
  const last = stepIds.at(-1);
  if (given === undefined && last === undefined && inputIds.length > 1) {
    node.fail(`without transforms "result" has to name one of the inputs: ${inputIds.join(", ")}`);
  }
  const id = given === undefined ? (last ?? inputIds[0] ?? "") : (given.readString() ?? "");
  if (given !== undefined && id !== "") noteUnknownId(id, given, [...inputIds, ...stepIds]);
  return { id, node: given ?? node };
}

function readSettings(node: ConfigNode): SettingsConfig {
  const fields = node.readFields([
    ...["engine", "compression", "memory", "threads", "temp_dir", "timeout_seconds", "row_counts"],
  ]);
  const threads = fields?.get("threads");
  const engine = fields?.get("engine")?.readChoice(ENGINES, "engine") ?? "streaming";
  const memory = readMemory(fields?.get("memory"));
  if (engine === "in-memory" && memory !== null) {
    fields!
      .get("memory")!
      .fail('the engine "in-memory" keeps to no limit: leave memory out, or choose streaming or auto');
  }
  const timeout = fields?.get("timeout_seconds")?.readInteger(1);
  return {
    engine,
    compression: fields?.get("compression")?.readChoice(COMPRESSIONS, "compression") ?? "zstd",
    memory,
    threads: threads?.readInteger(1) ?? null,
    tempDir: fields?.get("temp_dir")?.readString() ?? null,
    timeoutMs: timeout === undefined ? null : timeout * 1000,
    rowCounts: fields?.get("row_counts")?.readChoice(ROW_COUNTS, "choice of row counts") ?? "auto",
  };
}

function readMemory(node: ConfigNode | undefined): number | null {
  if (node === undefined) return null;
  try {
    return parseByteSize("settings", "memory", node.value);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    node.fail('a size is needed, as in "256MB" or a number of bytes');
    return null;
  }
}
