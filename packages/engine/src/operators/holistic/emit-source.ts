import type { CompiledValue, Node } from "@millrace/compiler";
import { f64, i32, i64, valueOf } from "@millrace/compiler";
import {
  AGG_ROW_KEY,
  InternalEngineError,
  JOIN_ROW_NEXT,
  JOIN_ROW_SEQ,
  layoutOf,
  QUANTILE_COUNT,
  QUANTILE_CURSOR,
  QUANTILE_NULL,
  QUANTILE_VALUE,
  STAGE_ROWS,
  UInt32,
} from "@millrace/core";
import type { Binding, Environment, PositionId } from "../../emit/environment.ts";
import { BATCH_ROW } from "../../emit/environment.ts";
import type { ModuleContext } from "../../emit/module-context.ts";
import type { HolisticProgram } from "../../emit/program.ts";
import { canonical, writeKeyRow } from "../../emit/row-writer.ts";
import type { StageScope } from "../../emit/stage-scope.ts";
import { holisticLayout } from "../../emit/state-layouts.ts";
import type { HolisticState } from "../../physical/pipeline.ts";
import type { DistinctLayout, GroupCall } from "./group-layout.ts";
import { distinctLayout, groupLayout } from "./group-layout.ts";

/** The position of a stored row in the loops of the source. */
const STORED_ROW: PositionId = 1;

interface DistinctCall {
  readonly of: GroupCall;
  readonly layout: DistinctLayout;
  readonly keys: number;
  readonly hashes: number;
  readonly rows: number;
}

interface QuantileCall {
  readonly of: GroupCall;
  /** The word of the address of the partition's values. */
  readonly values: number;
}

/**
 * Emits the loops of a source that computes aggregates from stored rows: `updateGroups` adds rows to the states of their groups and
 * writes the keys of the tables of different values; one loop for each such table counts; `collect` puts values into the
 * ranges of their groups.
 */
export function emitHolisticSource(own: ModuleContext, state: HolisticState): HolisticProgram {
  const { calls } = groupLayout(state, own.catalog);
  own.sourceCalls = state.calls;
  const rows = own.layout.buffer("holistic.rows", STAGE_ROWS * 4);
  const groups = own.layout.buffer("holistic.groups", STAGE_ROWS * 4);
  const distinct = distinctCalls(own, state, calls);
  const quantiles = calls
    .filter(({ method }) => method.kind === "quantile")
    .map((of, i): QuantileCall => ({ of, values: own.layout.word(`holistic.values${i}`) }));
  const environment = storedEnvironment(state);
  emitLoop(own, "updateGroups", (scope, index) => {
    const row = addressAt(scope, rows, index, "row");
    const group = addressAt(scope, groups, index, "group");
    scope.setPosition(STORED_ROW, row);
    // The second loop finds the group there.
    scope.f.store("i32", row, group, JOIN_ROW_NEXT);
    for (const call of calls) updateState(own, scope, call, environment, row, group);
    for (const call of quantiles) countValue(scope, call, environment, group);
    for (const call of distinct) writeDistinctKey(scope, call, environment, index, group);
  });
  for (const [i, call] of distinct.entries()) emitDistinctCount(own, `distinct${i}`, call);
  if (quantiles.length > 0) emitCollect(own, rows, quantiles, environment);
  return {
    rows,
    groups,
    update: "updateGroups",
    distinct: distinct.map(({ keys, hashes, rows: found }, i) => ({
      keys,
      hashes,
      rows: found,
      count: `distinct${i}`,
    })),
    collect: quantiles.length > 0 ? "collect" : null,
    quantiles: quantiles.map(({ of, values }) => ({
      offset: of.offset,
      values,
      fraction: of.method.kind === "quantile" ? of.method.fraction : 0,
      single: layoutOf(of.call.type) === "f32",
    })),
  };
}

/** The results of a group's calls, as columns of the rows at a position. */
export function groupBindings(own: ModuleContext, state: HolisticState, position: PositionId): [string, Binding][] {
  const { calls } = groupLayout(state, own.catalog);
  return calls.map((of, i): [string, Binding] => [of.call.name, resultBinding(of, i, position)]);
}

function resultBinding({ call: { type }, offset, method }: GroupCall, call: number, position: PositionId): Binding {
  switch (method.kind) {
    case "state":
      return { kind: "state", type, nullable: true, position, offset, call };
    case "distinct":
      return { kind: "field", type, nullable: false, position, offset, nullOffset: -1, optional: false };
    case "quantile": {
      const at = { offset: offset + QUANTILE_VALUE, nullOffset: offset + QUANTILE_NULL };
      return { kind: "field", type, nullable: true, position, ...at, optional: false };
    }
  }
}

function distinctCalls(own: ModuleContext, state: HolisticState, calls: readonly GroupCall[]): DistinctCall[] {
  return calls
    .filter(({ method }) => method.kind === "distinct")
    .map((of, i): DistinctCall => {
      const layout = distinctLayout(state, of);
      return {
        of,
        layout,
        keys: own.layout.buffer(`holistic.keys${i}`, STAGE_ROWS * layout.key.end),
        hashes: own.layout.buffer(`holistic.hashes${i}`, STAGE_ROWS * 8),
        rows: own.layout.buffer(`holistic.rows${i}`, STAGE_ROWS * 4),
      };
    });
}

function storedEnvironment(state: HolisticState): Environment {
  return new Map(
    holisticLayout(state).payload.fields.map(({ name, type, offset, nullOffset }): [string, Binding] => {
      const at = { position: STORED_ROW, offset, nullOffset, optional: false };
      return [name, { kind: "field", type, nullable: nullOffset >= 0, ...at }];
    }),
  );
}

function updateState(
  own: ModuleContext,
  scope: StageScope,
  { call, offset, method }: GroupCall,
  environment: Environment,
  row: Node,
  group: Node,
): void {
  const aggregate = own.catalog.aggregate(call.function);
  if (method.kind !== "state" || aggregate === undefined) return;
  const args = call.args.map((arg) => scope.value(arg, environment));
  const address = scope.f.memo(i32.add(group, i32.const(offset)), "state");
  const sequence = aggregate.orderSensitive ? i64.load(row, JOIN_ROW_SEQ) : null;
  aggregate.update(scope, address, args, sequence, call.options);
}

function countValue(scope: StageScope, { of }: QuantileCall, environment: Environment, group: Node): void {
  const valid = valueAt(scope, of, environment).valid ?? i32.const(1);
  const at = of.offset + QUANTILE_COUNT;
  scope.f.store("i32", group, i32.add(i32.load(group, at), valid), at);
}

function writeDistinctKey(
  scope: StageScope,
  { of, layout, keys }: DistinctCall,
  environment: Environment,
  index: Node,
  group: Node,
): void {
  const key = i32.add(scope.address(keys, "keys"), i32.mul(index, i32.const(layout.key.end)));
  const values = of.call.args.map((arg) => scope.value(arg, environment));
  writeKeyRow(scope, layout.key, scope.f.memo(key, "key"), [valueOf(UInt32, [group]), ...values]);
}

/** Every row that the table gave for the first time is one more value of its group. */
function emitDistinctCount(own: ModuleContext, name: string, { of, layout, rows }: DistinctCall): void {
  emitLoop(own, name, (scope, index) => {
    const { f } = scope;
    const row = addressAt(scope, rows, index, "row");
    f.if(i32.eqz(i32.load8U(row, layout.seen)), () => {
      f.store("i8", row, i32.const(1), layout.seen);
      const group = f.memo(i32.load(row, AGG_ROW_KEY + layout.group.offset), "group");
      f.store("i64", group, i64.add(i64.load(group, of.offset), i64.const(1n)), of.offset);
    });
  });
}

function emitCollect(own: ModuleContext, rows: number, calls: readonly QuantileCall[], environment: Environment): void {
  emitLoop(own, "collect", (scope, index) => {
    const { f } = scope;
    const row = addressAt(scope, rows, index, "row");
    scope.setPosition(STORED_ROW, row);
    const group = f.memo(i32.load(row, JOIN_ROW_NEXT), "group");
    for (const { of, values } of calls) {
      const value = valueAt(scope, of, environment);
      const ordered = orderedBits(scope, value);
      const put = (): void => {
        const at = of.offset + QUANTILE_CURSOR;
        const cursor = f.memo(i32.load(group, at), "cursor");
        f.store("i64", i32.add(scope.address(values, "values"), i32.shl(cursor, i32.const(3))), ordered);
        f.store("i32", group, i32.add(cursor, i32.const(1)), at);
      };
      if (value.valid === null) put();
      else f.if(value.valid, put);
    }
  });
}

function valueAt(scope: StageScope, { call }: GroupCall, environment: Environment): CompiledValue {
  const [arg] = call.args;
  if (arg === undefined) throw new InternalEngineError(`${call.function} has no argument`);
  return scope.value(arg, environment);
}

/** A float's bits in the order of unsigned numbers: NaN, made positive, comes last. */
function orderedBits({ f }: StageScope, value: CompiledValue): Node {
  const [part] = canonical(value).parts;
  if (part === undefined || (value.layout !== "f64" && value.layout !== "f32")) {
    throw new InternalEngineError(`Quantiles are those of floats, not of ${value.layout}`);
  }
  const bits = f.memo(i64.reinterpretF64(value.layout === "f32" ? f64.promoteF32(part) : part), "bits");
  return f.memo(i64.xor(bits, i64.or(i64.shrS(bits, i64.const(63n)), i64.const(-(2n ** 63n)))), "ordered");
}

function addressAt(scope: StageScope, word: number, index: Node, name: string): Node {
  return scope.f.memo(i32.load(i32.add(scope.address(word, name), i32.shl(index, i32.const(2))), 0), name);
}

/** A loop `(context, from, count)` over the vectors of the source. */
function emitLoop(own: ModuleContext, name: string, build: (scope: StageScope, index: Node) => void): void {
  own.module.func(
    name,
    loopParameters,
    "i32",
    (f) => {
      const scope = own.scope(f, f.param("context"));
      const index = f.local("i32", "i");
      f.set(index, f.param("from"));
      f.countLoop(index, f.hoist(i32.add(f.param("from"), f.param("count")), "end"), () => {
        scope.setPosition(BATCH_ROW, index);
        build(scope, index);
      });
      f.return(i32.const(0));
    },
    { exported: true },
  );
}

const loopParameters = [
  { name: "context", type: "i32" },
  { name: "from", type: "i32" },
  { name: "count", type: "i32" },
] as const;
