import type { Expr } from "@millrace/plan";
import { columnsOf } from "@millrace/plan";
import type { PipelineOperator } from "../physical/pipeline.ts";
import type { Binding, Environment } from "./environment.ts";
import { addSourceColumns } from "./environment.ts";
import type { Catalog, PipelineFacts } from "./facts.ts";
import type { StageOperator } from "./place-filters.ts";
import { projectEnvironment } from "./typing.ts";

type Probe = Extract<PipelineOperator, { kind: "probe" }>;

/** A first stage that takes the whole batch and only drops rows, so that other columns are read for what remains. */
export interface FirstStage {
  /** How many operators belong to it; -1 where there is no such stage. */
  readonly end: number;
  /** Source columns that it does not read. */
  readonly lateColumns: ReadonlySet<number>;
}

/** Finds the operators at the front of a pipeline that drop rows, if they leave columns of the source unread. */
export function planFirstStage(
  operators: readonly StageOperator[],
  source: Environment,
  facts: PipelineFacts,
  catalog: Catalog,
  isInline: (probe: Probe) => boolean,
): FirstStage {
  if (facts.source.kind !== "vectors") return { end: -1, lateColumns: new Set() };
  let environment = source;
  let end = -1;
  const read = new Set<number>();
  for (const [index, operator] of operators.entries()) {
    if (operator.kind === "project") {
      // Columns of a build side have no place before the stage is emitted.
      const { columns } = operator;
      const known = columns.filter(({ expr }) => isBound([expr], environment));
      environment = projectEnvironment(environment, known, catalog);
    } else if (operator.kind === "filter") {
      if (!isBound([operator.predicate], environment)) break;
      addReadColumns([operator.predicate], environment, read);
      end = index + 1;
    } else if (operator.kind === "keyFilter") {
      if (!isBound([operator.expr], environment)) break;
      addReadColumns([operator.expr], environment, read);
      end = index + 1;
    } else if (operator.kind === "probe" && isInline(operator) && isBound(operator.keys, environment)) {
      addReadColumns(operator.keys, environment, read);
      if (operator.mode !== "left") end = index + 1;
      environment = withoutBuildSide(environment, operator);
    } else break;
  }
  const lateColumns = new Set(facts.source.columns.keys());
  for (const column of read) lateColumns.delete(column);
  return { end: lateColumns.size === 0 ? -1 : end, lateColumns };
}

function addReadColumns(exprs: readonly Expr[], environment: Environment, into: Set<number>): void {
  for (const expr of exprs) {
    for (const name of columnsOf(expr)) {
      const binding = environment.get(name);
      if (binding !== undefined) addSourceColumns(binding, into);
    }
  }
}

function isBound(exprs: readonly Expr[], environment: Environment): boolean {
  return exprs.every((expr) => [...columnsOf(expr)].every((name) => environment.has(name)));
}

/** The columns that a probe passes on from its probe side. */
function withoutBuildSide(environment: Environment, probe: Probe): Environment {
  if (probe.mode === "semi" || probe.mode === "anti") return environment;
  const kept: [string, Binding][] = [];
  for (const { name, from, column } of probe.columns) {
    const binding = from === "probe" ? environment.get(column) : undefined;
    if (binding !== undefined) kept.push([name, binding]);
  }
  return new Map(kept);
}
