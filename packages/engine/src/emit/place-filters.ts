import type { Expr } from "@millrace/plan";
import type { PipelineOperator, StateId } from "../physical/pipeline.ts";
import type { PipelineFacts } from "./facts.ts";

type Probe = Extract<PipelineOperator, { kind: "probe" }>;

/** Drops rows by whether their key is in a bitmap: that of a build side whose probe comes later, or a semi or anti join's. */
export interface KeyFilterOperator {
  readonly kind: "keyFilter";
  readonly state: StateId;
  /** The number of the key. */
  readonly key: number;
  /** The key's value at the filter's place. */
  readonly expr: Expr;
  readonly keeps: "members" | "others";
}

/** What the loops of a pipeline do with a row. */
export type StageOperator = Exclude<PipelineOperator, { kind: "keySet" }> | KeyFilterOperator;

interface Candidate {
  readonly density: number;
  /** The operator in front of which the filter stands at the earliest, and the probe's own place. */
  readonly earliest: number;
  readonly probe: number;
  readonly late: KeyFilterOperator;
  readonly early: KeyFilterOperator;
}

/** A filter that keeps less than this leaves so few rows that the columns of other filters are better read for them alone. */
const FEW = 0.2;

/**
 * Puts the filters of the hash probes in a pipeline where their keys are first known, most selective first; filters behind one
 * that leaves few rows stay at their probes.
 */
export function placeKeyFilters(
  operators: readonly PipelineOperator[],
  facts: Pick<PipelineFacts, "joins">,
): readonly StageOperator[] {
  const candidates = operators.flatMap((operator, index) =>
    operator.kind === "probe" && (operator.mode === "inner" || operator.mode === "semi")
      ? candidatesOf(operators, index, operator, facts)
      : [],
  );
  candidates.sort((a, b) => a.density - b.density);
  const before = new Map<number, KeyFilterOperator[]>();
  const leaving = new Map<number, number>();
  for (const { density, earliest, probe, late, early } of candidates) {
    const isEarly = (leaving.get(earliest) ?? 1) > FEW;
    const at = isEarly ? earliest : probe;
    before.set(at, [...(before.get(at) ?? []), isEarly ? early : late]);
    if (isEarly) leaving.set(earliest, (leaving.get(earliest) ?? 1) * density);
  }
  return operators.flatMap((operator, index) => [
    ...(before.get(index) ?? []),
    operator.kind === "keySet" ? setFilter(operator) : operator,
  ]);
}

function setFilter({ state, key, keeps }: Extract<PipelineOperator, { kind: "keySet" }>): KeyFilterOperator {
  return { kind: "keyFilter", state, key: 0, expr: key, keeps };
}

function candidatesOf(
  operators: readonly PipelineOperator[],
  index: number,
  probe: Probe,
  facts: Pick<PipelineFacts, "joins">,
): Candidate[] {
  const filters = facts.joins.get(probe.state)?.filters ?? [];
  return filters.flatMap(({ key, density }): Candidate[] => {
    const expr = probe.keys[key];
    if (expr === undefined) return [];
    const late: KeyFilterOperator = { kind: "keyFilter", state: probe.state, key, expr, keeps: "members" };
    const origin = expr.kind === "column" ? traceBack(operators, index, expr.name, facts) : { at: index, name: null };
    const early = origin.name === null ? late : { ...late, expr: { kind: "column", name: origin.name } as const };
    return [{ density, earliest: behindFilters(operators, origin.at, index), probe: index, late, early }];
  });
}

/** The first operator in front of which a column is known already, and its name there. */
function traceBack(
  operators: readonly PipelineOperator[],
  probe: number,
  column: string,
  facts: Pick<PipelineFacts, "joins">,
): { readonly at: number; readonly name: string } {
  let name = column;
  for (let at = probe; at > 0; at--) {
    const operator = operators[at - 1];
    const earlier = operator === undefined ? null : nameBefore(operator, name, facts);
    if (earlier === null) return { at, name };
    name = earlier;
  }
  return { at: 0, name };
}

/** The name of a column in front of an operator, or null where it is not known there or no row may be dropped there. */
function nameBefore(operator: PipelineOperator, name: string, facts: Pick<PipelineFacts, "joins">): string | null {
  switch (operator.kind) {
    case "filter":
    case "keySet":
      return name;
    case "project": {
      const expr = operator.columns.find((column) => column.name === name)?.expr;
      return expr?.kind === "column" ? expr.name : null;
    }
    case "probe": {
      // A build side that remembers which of its rows were met must meet every row.
      if (facts.joins.get(operator.state)?.state.marksMatches !== false) return null;
      if (operator.mode === "semi" || operator.mode === "anti") return name;
      const source = operator.columns.find((column) => column.name === name);
      return source?.from === "probe" ? source.column : null;
    }
    case "rowIndex":
      // Rows are counted before they are dropped.
      return null;
  }
}

/** Other filters that stand at the same place come first: they read less. */
function behindFilters(operators: readonly PipelineOperator[], from: number, probe: number): number {
  let at = from;
  while (at < probe && (operators[at]?.kind === "filter" || operators[at]?.kind === "keySet")) at++;
  return at;
}
