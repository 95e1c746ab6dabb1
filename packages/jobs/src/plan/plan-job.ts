import type { CheckConfig } from "../config/check-config.ts";
import type { Issues } from "../config/issues.ts";
import type { JobConfig, StepConfig } from "../config/job-config.ts";
import { DEFAULT_TIME_COLUMN } from "../config/read-filters.ts";
import { checkOutputs } from "./check-outputs.ts";
import { checkedTable } from "./checked-schema.ts";
import type { InputTable } from "./input-tables.ts";
import { filterInputs, openInput } from "./input-tables.ts";
import type { Table } from "./table.ts";
import { columnType } from "./table.ts";

/** A job that can run: every name is bound, every type fits. */
export interface PlannedJob {
  readonly config: JobConfig;
  readonly inputs: readonly InputTable[];
  /** Inputs (filtered) and steps by id. */
  readonly tables: ReadonlyMap<string, Table>;
  readonly result: Table;
}

/**
 * Turns a config into lazy frames and checks every column and every output. Reads footers and samples of the inputs, no rows.
 * Throws a ConfigError with all faults, those found before included.
 *
 * @param configFile the path of the config, null where it is no file
 */
export async function planJob(config: JobConfig, issues: Issues, configFile: string | null): Promise<PlannedJob> {
  const opened = new Map<string, NonNullable<Awaited<ReturnType<typeof openInput>>>>();
  for (const input of config.inputs) {
    const open = await openInput(input);
    if (open !== undefined) opened.set(input.id, open);
  }
  const unfiltered = new Map([...opened].map(([id, { table }]) => [id, table]));
  // Whether a filter has its column somewhere can be told only where every input could be read.
  const allOpen = opened.size === config.inputs.length && opened.size > 0;
  const filtered = allOpen ? await filterInputs(unfiltered, config.filters) : unfiltered;
  const tables = new Map<string, Table>(filtered);
  for (const step of config.steps) {
    const table = await planStep(step, tables, config.filters.dateRange?.column ?? DEFAULT_TIME_COLUMN);
    if (table !== undefined) tables.set(step.id, table);
  }
  for (const check of config.checks) bindCheck(check, tables.get(check.on?.id ?? config.outputs.result.id));
  const sources = [...opened].flatMap(([id, { files }]) => files.map(({ path }) => ({ path, role: `input ${id}` })));
  if (configFile !== null) sources.push({ path: configFile, role: "the config" });
  checkOutputs(config.outputs, sources);
  issues.throwIfAny();
  const inputs = [...opened].map(([id, { files, table }]) => ({
    id,
    files,
    unfiltered: table,
    table: filtered.get(id)!,
  }));
  return { config, inputs, tables, result: tables.get(config.outputs.result.id)! };
}

/** Undefined where the step or one of its inputs has faults, which have been noted. */
async function planStep(
  step: StepConfig,
  tables: ReadonlyMap<string, Table>,
  timeColumn: string,
): Promise<Table | undefined> {
  const inputs = step.inputs.map(({ id }) => tables.get(id));
  if (inputs.includes(undefined)) return undefined;
  const frame = await step.body.build(inputs as Table[], { timeColumn });
  return frame === undefined ? undefined : checkedTable(frame, step.node);
}

/** Notes columns of a check that do not exist. A schema check tells them itself, when it runs. */
function bindCheck({ node, rule }: CheckConfig, table: Table | undefined): void {
  if (table === undefined) return;
  if (rule.kind === "range") columnType(rule.column, table.schema, node.at("column", rule.column));
  if (rule.kind !== "unique" && rule.kind !== "not_null") return;
  const isList = Array.isArray(node.value);
  for (const [i, name] of rule.columns.entries()) columnType(name, table.schema, isList ? node.at(i, name) : node);
}
