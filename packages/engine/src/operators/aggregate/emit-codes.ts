import type { Node } from "@millrace/compiler";
import { i32, i64 } from "@millrace/compiler";
import type { Binding, Environment } from "../../emit/environment.ts";
import type { PipelineEmitter } from "../../emit/pipeline-emitter.ts";
import type { CodesSinkStep } from "../../emit/program.ts";
import { writeKeyRow } from "../../emit/row-writer.ts";
import type { OpenStage } from "../../emit/stage.ts";
import type { AggregateLayout } from "../../emit/state-layouts.ts";
import { elementAddress } from "../../emit/values.ts";
import type { PipelineSink, StateId } from "../../physical/pipeline.ts";

type Sink = Extract<PipelineSink, { kind: "aggregate" }>;
type CodedColumn = Extract<Binding, { kind: "vector" }>;

// A cache of groups by codes, direct-mapped:  { i64 combined code + 1 (0 = empty), u32 address of the group's row, u32 unused }

/** log2 of the bytes of a cache entry. */
export const CODE_ENTRY_SHIFT = 4;
const ENTRY_ROW = 8;

/** The different coded columns that a group-by's keys are, or null where some key is something else. */
export function codedKeys(sink: Sink, environment: Environment): readonly CodedColumn[] | null {
  const columns: CodedColumn[] = [];
  for (const key of sink.keys) {
    const binding = key.kind === "column" ? environment.get(key.name) : undefined;
    if (binding?.kind !== "vector" || !binding.coded) return null;
    // A column that is two keys has one code.
    if (!columns.some(({ column }) => column === binding.column)) columns.push(binding);
  }
  return columns.length === 0 ? null : columns;
}

/**
 * Emits the way from a row's codes to the row of its group: the codes make one number, which a small cache maps to the group;
 * only what the cache does not know builds its key and asks the table of groups.
 */
export function emitGroupOfCodes(
  emitter: PipelineEmitter,
  stage: OpenStage,
  sink: Sink,
  columns: readonly CodedColumn[],
  layout: AggregateLayout,
): { readonly group: Node; readonly step: CodesSinkStep } {
  const { f, scope } = stage;
  const words = emitter.own.layout;
  const state: StateId = sink.state;
  const step: CodesSinkStep = {
    kind: "codes",
    state,
    cache: words.word("codes.cache"),
    mask: words.word("codes.mask"),
    strides: columns.map(() => words.space(8)),
    counts: columns.map((_, i) => words.word(`codes.count${i}`)),
    columns: columns.map(({ column }) => column),
    table: words.word("codes.table"),
    descriptor: words.word("codes.descriptor"),
    keys: words.buffer("codes.key", layout.key.end),
    hashes: words.buffer("codes.hash", 8),
    rows: words.buffer("codes.row", 8),
  };
  const combined = f.memo(combinedCode(emitter, stage, columns, step), "codes");
  const slot = i32.and(i32.wrapI64(combined), scope.address(step.mask, "mask"));
  const entry = f.memo(
    i32.add(scope.address(step.cache, "cache"), i32.shl(slot, i32.const(CODE_ENTRY_SHIFT))),
    "entry",
  );
  const tag = f.memo(i64.add(combined, i64.const(1n)), "tag");
  f.if(i64.ne(i64.load(entry, 0), tag), () => {
    emitMiss(emitter, { ...stage, scope: scope.apart() }, sink, layout, step);
    f.store("i64", entry, tag, 0);
    f.store("i32", entry, i32.load(scope.address(step.rows, "row"), 0), ENTRY_ROW);
  });
  return { group: f.memo(i32.load(entry, ENTRY_ROW), "group"), step };
}

function combinedCode(
  emitter: PipelineEmitter,
  stage: OpenStage,
  columns: readonly CodedColumn[],
  step: CodesSinkStep,
): Node {
  const { scope, f } = stage;
  let combined: Node | null = null;
  columns.forEach((column, i) => {
    const { data } = emitter.own.columnWords(column.column);
    const row = scope.position(0);
    const code = i32.load(elementAddress(scope.address(data, "codes"), row, { kind: "uint32" }), 0);
    const valid = column.nullable ? scope.bind(column).valid : null;
    const known = valid === null ? code : i32.select(valid, code, scope.address(step.counts[i] ?? 0, "count"));
    const stride = step.strides[i] ?? 0;
    const digit = i64.extendI32U(known);
    // The first stride is 1.
    combined =
      combined === null ? digit : i64.add(combined, i64.mul(digit, f.hoist(i64.load(scope.context, stride), "stride")));
  });
  return combined ?? i64.const(0n);
}

function emitMiss(
  emitter: PipelineEmitter,
  { f, scope }: OpenStage,
  sink: Sink,
  layout: AggregateLayout,
  step: CodesSinkStep,
): void {
  const keyValues = sink.keys.map((one) => scope.value(one, emitter.environment));
  const key = scope.address(step.keys, "key");
  const hash = scope.address(step.hashes, "hash");
  const row = scope.address(step.rows, "row");
  writeKeyRow(scope, layout.key, key, keyValues);
  f.call(scope.kernel("keys_hash"), [i32.const(1), key, scope.address(step.descriptor, "descriptor"), hash]);
  const table = scope.address(step.table, "table");
  const found = f.callNode(scope.kernel("agg_find"), [table, i32.const(1), key, hash, row]);
  f.if(i32.eqz(found), () => {
    f.call(emitter.own.makeRoom(), []);
  });
}
