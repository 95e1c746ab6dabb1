import type { Field, Schema } from "@millrace/core";
import { isFloat, Field as makeField } from "@millrace/core";
import type { Expr, JoinColumn, JoinNode, NamedExpr } from "@millrace/plan";
import { columnOrigin, exprText, joinColumns, resolveExpr } from "@millrace/plan";
import { isIndexable } from "./indexable.ts";
import type { Lowering } from "./lower.ts";
import { lowerKeySet } from "./lower-key-set.ts";
import type { OpenPipeline } from "./open-pipeline.ts";
import { append } from "./open-pipeline.ts";
import type { KeyFilter, ProbeColumn, StateId } from "./pipeline.ts";

/** The sides of a join by their part in the hash join. */
interface Sides {
  readonly buildIsLeft: boolean;
  readonly buildKeys: readonly Expr[];
  readonly probeKeys: readonly Expr[];
  readonly buildSchema: Schema;
  readonly preservesProbe: boolean;
  readonly preservesBuild: boolean;
}

/**
 * Lowers a join: the build side ends in a hash table, the probe side goes through it. Rows of a preserved build side that
 * found no partner come from one more pipeline, after all probe rows.
 */
export function lowerJoin(lowering: Lowering, node: JoinNode): readonly OpenPipeline[] {
  const asSet = lowerKeySet(lowering, node);
  if (asSet !== null) return asSet;
  const sides = sidesOf(lowering, node);
  const filtersOnly = node.type === "semi" || node.type === "anti";
  const outputs = joinColumns(node, lowering.schema(node.left), lowering.schema(node.right));
  const keys = sides.buildKeys.map((key, i) => {
    const typed = resolveExpr(key, sides.buildSchema, lowering.catalog);
    return makeField(`$key${i}`, typed.type, typed.nullable);
  });
  const stored = filtersOnly ? noPayload : storedColumns(sides, keys, outputs);
  const buildInputs = lowering.lower(sides.buildIsLeft ? node.left : node.right);
  const state = lowering.addState({
    kind: "join",
    keys,
    keyNames: sides.buildKeys.map(keyName),
    payload: stored.payload,
    nullsEqual: node.nullsEqual || node.type === "cross",
    validate: node.validate,
    buildIsLeft: sides.buildIsLeft,
    marksMatches: sides.preservesBuild,
    filters: keyFilters(lowering, node, sides, keys),
    estimatedRows: lowering.rows(sides.buildIsLeft ? node.left : node.right),
  });
  lowering.close(buildInputs, {
    kind: "join",
    state,
    keys: sides.buildKeys,
    payload: stored.payload.map((field) => field.name),
  });
  checkProbeKeys(lowering, node, sides);
  const columns: ProbeColumn[] = outputs.map((output) => probeColumn(output, sides, stored.keyOf));
  const probeSide = sides.buildIsLeft ? node.right : node.left;
  const probed = append(lowering.lower(probeSide), {
    kind: "probe",
    state,
    keys: sides.probeKeys,
    mode: filtersOnly ? (node.type === "semi" ? "semi" : "anti") : sides.preservesProbe ? "left" : "inner",
    input: lowering.schema(probeSide),
    columns,
  });
  return sides.preservesBuild ? [...probed, unmatchedRows(lowering, state, sides, outputs, stored)] : probed;
}

/** The keys by which a probe that drops rows without a partner may be filtered. */
function keyFilters(lowering: Lowering, node: JoinNode, sides: Sides, keys: readonly Field[]): KeyFilter[] {
  if (sides.preservesProbe || node.type === "anti" || node.type === "cross") return [];
  const build = sides.buildIsLeft ? node.left : node.right;
  return keys.flatMap((field, key): KeyFilter[] => {
    const expr = sides.buildKeys[key];
    const findsNulls = node.nullsEqual && field.nullable;
    if (expr === undefined || findsNulls || !isIndexable(field.type)) return [];
    const origin = columnOrigin(build, expr);
    return [{ key, originRows: origin === null ? null : lowering.statistics.rows(origin.scan.source) }];
  });
}

/** `validate` may promise that the probe side's keys are unique too: they are then put into a table of their own. */
function checkProbeKeys(lowering: Lowering, node: JoinNode, sides: Sides): void {
  const { validate } = node;
  const promised = sides.buildIsLeft ? validate.endsWith(":1") : validate.startsWith("1:");
  if (!promised || node.type === "cross") return;
  const probeSide = sides.buildIsLeft ? node.right : node.left;
  const schema = lowering.schema(probeSide);
  const keys = sides.probeKeys.map((key, i) => {
    const typed = resolveExpr(key, schema, lowering.catalog);
    return makeField(`$key${i}`, typed.type, typed.nullable);
  });
  const state = lowering.addState({
    kind: "join",
    keys,
    keyNames: sides.probeKeys.map(keyName),
    payload: [],
    nullsEqual: node.nullsEqual,
    validate,
    buildIsLeft: !sides.buildIsLeft,
    marksMatches: false,
    filters: [],
    estimatedRows: lowering.rows(probeSide),
  });
  lowering.close(lowering.lower(probeSide), { kind: "join", state, keys: sides.probeKeys, payload: [] });
}

function keyName(key: Expr): string {
  return key.kind === "column" ? key.name : exprText(key);
}

function sidesOf(lowering: Lowering, node: JoinNode): Sides {
  const filtersOnly = node.type === "semi" || node.type === "anti";
  const buildIsLeft = !filtersOnly && node.build === "left";
  const constant: Expr = { kind: "literal", value: 0n, type: { kind: "int32" }, dynamic: false };
  const leftKeys = node.type === "cross" ? [constant] : node.leftOn;
  const rightKeys = node.type === "cross" ? [constant] : node.rightOn;
  const preservesLeft = node.type === "left" || node.type === "full";
  const preservesRight = node.type === "right" || node.type === "full";
  return {
    buildIsLeft,
    buildKeys: buildIsLeft ? leftKeys : rightKeys,
    probeKeys: buildIsLeft ? rightKeys : leftKeys,
    buildSchema: lowering.schema(buildIsLeft ? node.left : node.right),
    preservesProbe: buildIsLeft ? preservesRight : preservesLeft,
    preservesBuild: buildIsLeft ? preservesLeft : preservesRight,
  };
}

/** What of the build side is kept, and the columns that its keys hold already. */
interface StoredColumns {
  readonly payload: readonly Field[];
  readonly keyOf: ReadonlyMap<string, string>;
}

const noPayload: StoredColumns = { payload: [], keyOf: new Map() };

function storedColumns(sides: Sides, keys: readonly Field[], outputs: readonly JoinColumn[]): StoredColumns {
  const keyOf = new Map<string, string>();
  sides.buildKeys.forEach((key, i) => {
    const field = keys[i];
    // A float key is stored with one zero and one NaN, so the column itself is stored beside it.
    if (key.kind === "column" && field !== undefined && !isFloat(field.type)) keyOf.set(key.name, field.name);
  });
  const side = sides.buildIsLeft ? "left" : "right";
  const wanted = new Set<string>();
  for (const output of outputs) {
    const name = output[side];
    if (name !== null && !keyOf.has(name)) wanted.add(name);
  }
  return { payload: sides.buildSchema.fields.filter((field) => wanted.has(field.name)), keyOf };
}

function probeColumn(output: JoinColumn, sides: Sides, keyOf: ReadonlyMap<string, string>): ProbeColumn {
  const probe = sides.buildIsLeft ? output.right : output.left;
  const build = sides.buildIsLeft ? output.left : output.right;
  const valueIsBuild = output.value !== "either" && (output.value === "left") === sides.buildIsLeft;
  const name = output.field.name;
  if (probe !== null && !valueIsBuild) return { name, from: "probe", column: probe };
  const column = build ?? name;
  return { name, from: "build", column: keyOf.get(column) ?? column };
}

function unmatchedRows(
  lowering: Lowering,
  state: StateId,
  sides: Sides,
  outputs: readonly JoinColumn[],
  stored: StoredColumns,
): OpenPipeline {
  const columns: NamedExpr[] = outputs.map(({ field, left, right }) => {
    const build = sides.buildIsLeft ? left : right;
    const expr: Expr =
      build === null
        ? { kind: "literal", value: null, type: field.type, dynamic: false }
        : { kind: "column", name: stored.keyOf.get(build) ?? build };
    return { name: field.name, expr };
  });
  const keys = lowering.states[state];
  const keyFields = keys?.kind === "join" ? keys.keys : [];
  return {
    source: { kind: "unmatched", state },
    sourceSchema: { fields: [...keyFields, ...stored.payload] },
    operators: [{ kind: "project", columns }],
    sequential: false,
  };
}
