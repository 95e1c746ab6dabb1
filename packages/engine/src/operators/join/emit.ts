import type { CompiledValue, Node } from "@millrace/compiler";
import { i32, i64 } from "@millrace/compiler";
import { InternalEngineError, JOIN_ROW_HASH, JOIN_ROW_NO_MATCH, JOIN_ROW_SEQ, STAGE_ROWS } from "@millrace/core";
import { CONTEXT_SEQUENCE } from "../../emit/context-layout.ts";
import type { Binding, Environment, PositionId } from "../../emit/environment.ts";
import type { JoinFacts } from "../../emit/facts.ts";
import type { PipelineEmitter } from "../../emit/pipeline-emitter.ts";
import type { KeyFilterOperator } from "../../emit/place-filters.ts";
import type { KeySetSinkStep, ProbeStep, ProgramStep } from "../../emit/program.ts";
import type { RowLayout } from "../../emit/row-layout.ts";
import { canonical, heapBytesOf, writeKeyRow, writeRow } from "../../emit/row-writer.ts";
import type { OpenStage } from "../../emit/stage.ts";
import type { StageScope } from "../../emit/stage-scope.ts";
import type { StoredLayout } from "../../emit/state-layouts.ts";
import { joinLayout, sequenceField } from "../../emit/state-layouts.ts";
import { isIndexable } from "../../physical/indexable.ts";
import type { JoinState, PipelineOperator, PipelineSink } from "../../physical/pipeline.ts";

type Probe = Extract<PipelineOperator, { kind: "probe" }>;
type Sink = Extract<PipelineSink, { kind: "join" }>;
type KeySetSink = Extract<PipelineSink, { kind: "keySet" }>;

/** Whether keys of the state can index an array. */
export function hasIntegerKey(state: JoinState): boolean {
  const [key] = state.keys;
  return state.keys.length === 1 && key !== undefined && isIndexable(key.type);
}

/** A probe that needs no loop of its own: at most one partner a row, found by index. */
export function isInlineProbe(facts: JoinFacts, mode: Probe["mode"]): boolean {
  if (facts.directory !== "array" || facts.state.marksMatches) return false;
  return facts.unique || mode === "semi" || mode === "anti";
}

/** Emits a probe into an array of row addresses, inside the stage. */
export function emitInlineProbe(emitter: PipelineEmitter, stage: OpenStage, probe: Probe): void {
  const { f, scope } = stage;
  const facts = emitter.joinFacts(probe.state);
  const position = emitter.addPosition();
  const words = emitter.own.layout;
  const entries = words.word(`join${probe.state}.entries`);
  const length = words.word(`join${probe.state}.length`);
  const base = words.space(8);
  const nullRow = emitter.own.nullRowWord(position);
  emitter.arrays.push({ state: probe.state, entries, length, base, nullRow });
  const key = scope.value(probe.keys[0] ?? missingKey(), emitter.environment);
  const distance = f.memo(i64.sub(asInt64(key), f.hoist(i64.load(scope.context, base), "base")), "distance");
  const size = i64.extendI32U(scope.address(length, "length"));
  const inside = i64.ltU(distance, size);
  const known = f.memo(key.valid === null ? inside : i32.and(inside, key.valid), "inside");
  const index = i32.select(known, i32.wrapI64(distance), i32.const(0));
  const entry = i32.load(i32.add(scope.address(entries, "entries"), i32.shl(index, i32.const(2))), 0);
  const head = f.memo(i32.select(known, entry, i32.const(0)), "head");
  if (probe.mode === "anti") f.brIf(stage.next, head);
  else if (probe.mode !== "left") f.brIf(stage.next, i32.eqz(head));
  const row =
    probe.mode === "left" ? f.memo(i32.select(head, head, scope.address(nullRow, "nullRow")), "partner") : head;
  scope.setPosition(position, row);
  emitter.environment = afterProbe(emitter.environment, facts.layout, probe, position);
}

/** Emits the sink of a set of keys: the numbers of their bits. Nulls are in no set. */
export function emitKeySetSink(emitter: PipelineEmitter, stage: OpenStage, sink: KeySetSink): KeySetSinkStep {
  const { f, scope } = stage;
  const words = emitter.own.layout;
  const bits = words.buffer("keySet.bits", STAGE_ROWS * 4);
  const length = words.word("keySet.length");
  const base = words.space(8);
  const key = scope.value(sink.key, emitter.environment);
  if (key.valid !== null) f.brIf(stage.next, i32.eqz(key.valid));
  const distance = f.memo(i64.sub(asInt64(key), f.hoist(i64.load(scope.context, base), "base")), "distance");
  // The files' statistics bound every key.
  f.brIf(stage.next, i32.eqz(i64.ltU(distance, i64.extendI32U(scope.address(length, "length")))));
  f.store("i32", elementOf(stage, bits), i32.wrapI64(distance));
  return { kind: "keySet", state: sink.state, bits, base, length };
}

/** Emits the test of a key against a bitmap of keys. */
export function emitKeyFilter(emitter: PipelineEmitter, stage: OpenStage, filter: KeyFilterOperator): void {
  const { f, scope } = stage;
  const words = emitter.own.layout;
  const name = `join${filter.state}.key${filter.key}`;
  const bitmap = words.word(`${name}.bitmap`);
  const length = words.word(`${name}.length`);
  const base = words.space(8);
  emitter.keyFilters.push({ state: filter.state, key: filter.key, bitmap, length, base });
  const key = scope.value(filter.expr, emitter.environment);
  const distance = f.memo(i64.sub(asInt64(key), f.hoist(i64.load(scope.context, base), "base")), "distance");
  const inside = i64.ltU(distance, i64.extendI32U(scope.address(length, "length")));
  const known = f.memo(key.valid === null ? inside : i32.and(inside, key.valid), "inside");
  const index = f.memo(i32.select(known, i32.wrapI64(distance), i32.const(0)), "index");
  const word = i32.load(
    i32.add(scope.address(bitmap, "bitmap"), i32.shl(i32.shrU(index, i32.const(5)), i32.const(2))),
    0,
  );
  const bit = i32.and(i32.shrU(word, i32.and(index, i32.const(31))), i32.const(1));
  const isMember = i32.and(bit, known);
  f.brIf(stage.next, filter.keeps === "members" ? i32.eqz(isMember) : isMember);
}

/** Emits the end of a stage before a hash probe: key rows for the probe kernel. */
export function emitHashProbe(
  emitter: PipelineEmitter,
  stage: OpenStage,
  probe: Probe,
): { readonly step: ProbeStep; readonly position: PositionId } {
  const facts = emitter.joinFacts(probe.state);
  const words = emitter.own.layout;
  const name = `probe${emitter.stage}`;
  const key = facts.layout.key;
  const keys = words.buffer(`${name}.keys`, STAGE_ROWS * key.end);
  const hashes = words.buffer(`${name}.hashes`, STAGE_ROWS * 8);
  const values = probe.keys.map((expr) => stage.scope.value(expr, emitter.environment));
  // A null finds nulls where the stored keys have a place for them; elsewhere it has no partner.
  const findsNulls = (i: number): boolean => facts.state.nullsEqual && facts.state.keys[i]?.nullable === true;
  const valid = allValid(values.filter((_, i) => !findsNulls(i)));
  const validWord = valid === null ? null : words.buffer(`${name}.valid`, STAGE_ROWS);
  writeKeyRow(stage.scope, key, keyAddress(stage, keys, key), values);
  if (valid !== null && validWord !== null) {
    stage.f.store("i8", i32.add(stage.scope.address(validWord, "valid"), stage.output), valid);
  }
  const position = emitter.addPosition();
  emitter.environment = afterProbe(emitter.environment, facts.layout, probe, position);
  const step: ProbeStep = {
    kind: "probe",
    state: probe.state,
    mode: probe.mode,
    keys,
    hashes,
    valid: validWord,
    pairIndex: words.buffer(`${name}.pairIndex`, STAGE_ROWS * 4),
    pairRow: words.buffer(`${name}.pairRow`, STAGE_ROWS * 4),
    nullRow: emitter.own.nullRowWord(position),
  };
  return { step, position };
}

/** Emits the sink of a build side: rows with their keys into pages. */
export function emitJoinSink(
  emitter: PipelineEmitter,
  stage: OpenStage,
  sink: Sink,
  add: (step: ProgramStep) => void,
): () => void {
  const state = emitter.facts.states[sink.state];
  if (state?.kind !== "join") throw new InternalEngineError(`State ${sink.state} is no join`);
  const payload = sink.payload.map((column) => ({ kind: "column", name: column }) as const);
  return emitStoreSink(emitter, stage, add, {
    state: sink.state,
    layout: joinLayout(state),
    keys: sink.keys,
    payload,
    nullsMatch: state.nullsEqual,
    bounds: hasIntegerKey(state),
  });
}

/** What a sink that stores keyed rows needs to know. */
export interface StoreSinkRequest {
  readonly state: number;
  readonly layout: StoredLayout;
  readonly keys: Sink["keys"];
  readonly payload: Sink["keys"];
  readonly nullsMatch: boolean;
  /** Keep the least and greatest of the one integer key. */
  readonly bounds: boolean;
}

/** Emits a sink of keyed rows: the stage writes key rows and sizes, a second loop fills the rows that were reserved. */
export function emitStoreSink(
  emitter: PipelineEmitter,
  stage: OpenStage,
  add: (step: ProgramStep) => void,
  request: StoreSinkRequest,
): () => void {
  const words = emitter.own.layout;
  const { environment } = emitter;
  const { layout } = request;
  const evaluate = (scope: StageScope): { keys: CompiledValue[]; payload: CompiledValue[] } => ({
    keys: request.keys.map((key) => scope.value(key, environment)),
    payload: request.payload.map((expr) => scope.value(expr, environment)),
  });
  const keys = words.buffer("store.keys", STAGE_ROWS * layout.key.end);
  const hashes = words.buffer("store.hashes", STAGE_ROWS * 8);
  const rows = words.buffer("store.rows", STAGE_ROWS * 4);
  emitter.writePositions(stage);
  const keyValues = request.keys.map((key) => stage.scope.value(key, environment));
  writeKeyRow(stage.scope, layout.key, keyAddress(stage, keys, layout.key), keyValues);
  const hasStrings = [...layout.key.fields, ...layout.payload.fields].some((field) => field.layout === "view");
  const heapBytes = hasStrings ? words.buffer("store.heapBytes", STAGE_ROWS * 4) : null;
  const heaps = hasStrings ? words.buffer("store.heaps", STAGE_ROWS * 4) : null;
  if (heapBytes !== null) {
    const all = evaluate(stage.scope);
    const bytes = heapBytesOf(stage.scope, [...all.keys, ...all.payload]) ?? i32.const(0);
    stage.f.store("i32", elementOf(stage, heapBytes), bytes);
  }
  const bounds = request.bounds ? words.space(16) : null;
  add({ kind: "store", state: request.state, keys, hashes, heapBytes, rows, heaps, store: "store", bounds });
  return () => {
    emitter.emitRowLoop("store", (scope, index) => {
      const { f } = scope;
      const at = i32.shl(index, i32.const(2));
      const row = f.memo(i32.load(i32.add(scope.address(rows, "rows"), at), 0), "row");
      const heap = heaps === null ? null : f.local("i32", "heap");
      if (heap !== null && heaps !== null) f.set(heap, i32.load(i32.add(scope.address(heaps, "heaps"), at), 0));
      const values = evaluate(scope);
      const hash = i64.load(i32.add(scope.address(hashes, "hashes"), i32.shl(index, i32.const(3))), 0);
      f.store("i64", row, hash, JOIN_ROW_HASH);
      f.store("i64", row, i64.add(i64.load(scope.context, CONTEXT_SEQUENCE), i64.extendI32U(index)), JOIN_ROW_SEQ);
      const valid = request.nullsMatch ? null : allValid(values.keys);
      if (valid !== null) f.store("i8", row, i32.eqz(valid), JOIN_ROW_NO_MATCH);
      writeRow(scope, layout.keyInRow, row, heap, values.keys.map(canonical));
      writeRow(scope, layout.payload, row, heap, values.payload);
      const [key] = values.keys;
      if (bounds !== null && key !== undefined) widenBounds(scope, bounds, key);
    });
  };
}

function widenBounds(scope: StageScope, bounds: number, key: CompiledValue): void {
  const { f, context } = scope;
  const value = f.memo(asInt64(key), "key");
  const widen = (): void => {
    const least = f.memo(i64.load(context, bounds), "least");
    const greatest = f.memo(i64.load(context, bounds + 8), "greatest");
    f.store("i64", context, i64.select(i64.ltS(value, least), value, least), bounds);
    f.store("i64", context, i64.select(i64.gtS(value, greatest), value, greatest), bounds + 8);
  };
  if (key.valid === null) widen();
  else f.if(key.valid, widen);
}

function afterProbe(environment: Environment, layout: StoredLayout, probe: Probe, position: PositionId): Environment {
  if (probe.mode === "semi" || probe.mode === "anti") return environment;
  const optional = probe.mode === "left";
  const stored = [...layout.keyInRow.fields, ...layout.payload.fields, sequenceField];
  const fields = new Map(stored.map((field) => [field.name, field]));
  return new Map(
    probe.columns.map(({ name, from, column }): [string, Binding] => {
      const passed = from === "probe" ? environment.get(column) : undefined;
      if (passed !== undefined) return [name, passed];
      const field = fields.get(column);
      if (field === undefined) throw new InternalEngineError(`Column "${column}" is on neither side of a join`);
      const { type, offset, nullOffset } = field;
      const nullable = optional || nullOffset >= 0;
      return [name, { kind: "field", type, nullable, position, offset, nullOffset, optional }];
    }),
  );
}

function keyAddress(stage: OpenStage, keys: number, layout: RowLayout): Node {
  const base = stage.scope.address(keys, "keys");
  return stage.f.memo(i32.add(base, i32.mul(stage.output, i32.const(layout.end))), "key");
}

function elementOf(stage: OpenStage, word: number): Node {
  return i32.add(stage.scope.address(word, "element"), i32.shl(stage.output, i32.const(2)));
}

function allValid(values: readonly CompiledValue[]): Node | null {
  let all: Node | null = null;
  for (const { valid } of values) if (valid !== null) all = all === null ? valid : i32.and(all, valid);
  return all;
}

function asInt64(value: CompiledValue): Node {
  const [part] = value.parts;
  if (part === undefined) throw new InternalEngineError("A join key has no value");
  if (part.type === "i64") return part;
  return value.layout.startsWith("u") ? i64.extendI32U(part) : i64.extendI32S(part);
}

function missingKey(): never {
  throw new InternalEngineError("A join has no key");
}
