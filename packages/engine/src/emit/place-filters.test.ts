import { describe, expect, test } from "vitest";
import type { JoinState, PipelineOperator } from "../physical/pipeline.ts";
import type { JoinFacts, PipelineFacts } from "./facts.ts";
import { placeKeyFilters } from "./place-filters.ts";

const column = (name: string) => ({ kind: "column", name }) as const;
const keep: PipelineOperator = { kind: "filter", predicate: column("flag") };
const rename: PipelineOperator = {
  kind: "project",
  columns: [
    { name: "k", expr: column("id") },
    { name: "x", expr: column("other") },
  ],
};

function probe(
  state: number,
  key: string,
  mode: "inner" | "left" | "semi" | "anti" = "inner",
): Extract<PipelineOperator, { kind: "probe" }> {
  const columns = ["k", "x"].map((name) => ({ name, from: "probe", column: name }) as const);
  return { kind: "probe", state, keys: [column(key)], mode, input: { fields: [] }, columns };
}

function factsOf(joins: Record<number, { density: number; marksMatches?: boolean }>): PipelineFacts {
  const entries = Object.entries(joins).map(([id, { density, marksMatches = false }]): [number, JoinFacts] => {
    const state: JoinState = {
      kind: "join",
      id: Number(id),
      keys: [],
      keyNames: [],
      payload: [],
      nullsEqual: false,
      validate: "m:m",
      buildIsLeft: false,
      marksMatches,
      filters: [],
      estimatedRows: 1,
    };
    const empty = { fields: [], end: 0 };
    const layout = { key: empty, keyInRow: empty, payload: empty, stride: 0 };
    return [Number(id), { state, layout, directory: "hash", unique: true, filters: [{ key: 0, density }] }];
  });
  return { source: { kind: "vectors", columns: [] }, joins: new Map(entries), states: [] };
}

function placed(operators: readonly PipelineOperator[], facts: PipelineFacts): string[] {
  return placeKeyFilters(operators, facts).map((operator) =>
    operator.kind === "keyFilter" && operator.expr.kind === "column"
      ? `keyFilter ${operator.state} ${operator.expr.name}`
      : operator.kind,
  );
}

describe("filters by the keys of a build side", () => {
  test("go to the front, behind other filters, under the name that the key has there", () => {
    const operators = [keep, rename, probe(0, "k")];
    expect(placed(operators, factsOf({ 0: { density: 0.5 } }))).toEqual([
      "filter",
      "keyFilter 0 id",
      "project",
      "probe",
    ]);
  });

  test("stand in the order of what they keep, and stay behind one that leaves few rows", () => {
    const operators = [rename, probe(0, "k"), probe(1, "x")];
    const some = factsOf({ 0: { density: 0.6 }, 1: { density: 0.5 } });
    expect(placed(operators, some)).toEqual(["keyFilter 1 other", "keyFilter 0 id", "project", "probe", "probe"]);
    const few = factsOf({ 0: { density: 0.6 }, 1: { density: 0.01 } });
    expect(placed(operators, few)).toEqual(["keyFilter 1 other", "project", "keyFilter 0 k", "probe", "probe"]);
  });

  test.each(["left", "anti"] as const)("are not made for %s joins, which keep rows without a partner", (mode) => {
    expect(placed([rename, probe(0, "k", mode)], factsOf({ 0: { density: 0.5 } }))).toEqual(["project", "probe"]);
  });

  test("do not pass a build side that remembers its matches, nor a count of rows", () => {
    const marks = factsOf({ 0: { density: 1, marksMatches: true }, 1: { density: 0.5 } });
    expect(placed([probe(0, "k", "left"), probe(1, "x")], marks)).toEqual(["probe", "keyFilter 1 x", "probe"]);
    const counts: PipelineOperator = { kind: "rowIndex", name: "row", offset: 0 };
    expect(placed([counts, probe(0, "k")], factsOf({ 0: { density: 0.5 } }))).toEqual([
      "rowIndex",
      "keyFilter 0 k",
      "probe",
    ]);
  });
});
