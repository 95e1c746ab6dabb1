import type { Schema } from "@millrace/core";
import { Int64, InternalEngineError } from "@millrace/core";
import type { ConcatNode, Expr, LogicalPlan, ScanNode, SharedSource, SourceStatistics } from "@millrace/plan";
import {
  CastExpr,
  ColumnExpr,
  estimateRows,
  FilterNode,
  ProjectNode,
  RowIndexNode,
  SliceNode,
  schemaOf,
} from "@millrace/plan";
import type { Catalog } from "../emit/facts.ts";
import { lowerAggregate, lowerUnique } from "./lower-aggregate.ts";
import { lowerJoin } from "./lower-join.ts";
import { closeInOrder, lowerShared, lowerSort } from "./lower-sort.ts";
import { lowerTopRows } from "./lower-top-rows.ts";
import type { OpenPipeline } from "./open-pipeline.ts";
import { append } from "./open-pipeline.ts";
import type { PhysicalPlan, Pipeline, PipelineOperator, PipelineSink, PipelineState, StateId } from "./pipeline.ts";
import { checkReadable } from "./scan-columns.ts";

/** A state without its number. */
export type NewState = {
  [K in PipelineState["kind"]]: Omit<Extract<PipelineState, { kind: K }>, "id">;
}[PipelineState["kind"]];

/** What the lowering of one query collects; pipelines stand in the order in which they run. */
export class Lowering {
  readonly catalog: Catalog;
  readonly statistics: SourceStatistics;
  readonly pipelines: Pipeline[] = [];
  readonly states: PipelineState[] = [];
  /** Shared sub-plans that are lowered already, by their number. */
  private readonly shared = new Map<number, StateId>();

  /** Bits that the key sets of the query may still have. */
  private keySetBits: number;

  constructor(catalog: Catalog, statistics: SourceStatistics, keySetBytes: number) {
    this.catalog = catalog;
    this.statistics = statistics;
    this.keySetBits = keySetBytes * 8;
  }

  /** The output columns of a node. */
  schema(plan: LogicalPlan): Schema {
    return schemaOf(plan, this.catalog);
  }

  /** Rows that a node is expected to produce. */
  rows(plan: LogicalPlan): number {
    return estimateRows(plan, this.statistics);
  }

  /** Whether a set of so many keys may be held; it is taken off what the next ones may have. */
  takeKeySet(bits: number): boolean {
    if (bits > this.keySetBits) return false;
    this.keySetBits -= bits;
    return true;
  }

  /** Registers a state. */
  addState(state: NewState): StateId {
    const id = this.states.length;
    this.states.push({ ...state, id } as PipelineState);
    return id;
  }

  /** Ends pipelines in one sink. */
  close(inputs: readonly OpenPipeline[], sink: PipelineSink): void {
    for (const input of inputs) this.pipelines.push({ ...input, id: this.pipelines.length, sink });
  }

  /** The rows of a sub-plan, which the first of its readers has computed. */
  private lowerSharedScan(scan: ScanNode, { id, plan }: SharedSource): readonly OpenPipeline[] {
    let state = this.shared.get(id);
    if (state === undefined) {
      state = lowerShared(this, plan);
      this.shared.set(id, state);
    }
    const [reader] = lowerScan(scan);
    return reader === undefined ? [] : [{ ...reader, source: { kind: "sorted", state }, sequential: false }];
  }

  /** The pipelines that produce a node's rows, in row order. */
  lower(plan: LogicalPlan): readonly OpenPipeline[] {
    switch (plan.kind) {
      case "scan":
        return plan.source.kind === "shared" ? this.lowerSharedScan(plan, plan.source) : lowerScan(plan);
      case "filter":
        return append(this.lower(plan.input), { kind: "filter", predicate: plan.predicate });
      case "project":
        return append(this.lower(plan.input), { kind: "project", columns: plan.columns });
      case "aggregate":
        return lowerAggregate(this, plan);
      case "unique":
        return lowerUnique(this, plan);
      case "topRows":
        return lowerTopRows(this, plan);
      case "join":
        return lowerJoin(this, plan);
      case "sort":
        return lowerSort(this, plan);
      case "slice":
        return lowerSlice(this, plan);
      case "concat":
        return lowerConcat(this, plan);
      case "rowIndex":
        return lowerRowIndex(this, plan);
    }
  }
}

/** Cuts an optimized plan into pipelines; sets of keys take `keySetBytes` at most. */
export function lower(
  plan: LogicalPlan,
  catalog: Catalog,
  statistics: SourceStatistics,
  keySetBytes: number,
): PhysicalPlan {
  const lowering = new Lowering(catalog, statistics, keySetBytes);
  const schema = lowering.schema(plan);
  const slice = plan.kind === "slice" ? plan : null;
  const inputs = lowering.lower(slice === null ? plan : slice.input);
  if (slice !== null && slice.offset < 0) throw new InternalEngineError("A slice from the end was not rewritten");
  const result = lowering.addState({
    kind: "chunks",
    schema,
    offset: slice?.offset ?? 0,
    length: slice?.length ?? null,
  });
  lowering.close(inputs, { kind: "chunks", state: result, columns: schema.fields.map((field) => field.name) });
  return { pipelines: lowering.pipelines, states: lowering.states, result, schema };
}

function lowerScan(scan: ScanNode): readonly OpenPipeline[] {
  checkReadable(scan);
  const wanted = scan.projection ?? scan.sourceSchema.fields.map((field) => field.name);
  const operators: PipelineOperator[] = [];
  if (scan.predicate !== null) operators.push({ kind: "filter", predicate: scan.predicate });
  operators.push({
    kind: "project",
    columns: wanted.map((name) => ({ name, expr: { kind: "column", name } })),
  });
  return [
    { source: { kind: "scan", scan }, sourceSchema: scan.sourceSchema, operators, sequential: scan.limit !== null },
  ];
}

function lowerSlice(lowering: Lowering, slice: SliceNode): readonly OpenPipeline[] {
  const sourceSchema = lowering.schema(slice);
  const { input, offset, length } = slice;
  if (length === null) return lowering.lower(rowsFrom(slice, sourceSchema));
  if (offset > 0) return lowering.lower(SliceNode(SliceNode(input, 0, offset + length), offset, null));
  const state = closeInOrder(lowering, lowering.lower(input), sourceSchema, length);
  return [{ source: { kind: "sorted", state }, sourceSchema, operators: [], sequential: false }];
}

/** All rows from the offset on: none is held, they are counted as they stream by. */
function rowsFrom({ input, offset }: SliceNode, { fields }: Schema): LogicalPlan {
  const number = "$number";
  const first: Expr = { kind: "literal", value: BigInt(offset), type: Int64, dynamic: false };
  const counted = RowIndexNode(input, number);
  const kept = FilterNode(counted, {
    kind: "call",
    function: "ge",
    args: [CastExpr(ColumnExpr(number), Int64, true), first],
    options: {},
  });
  return ProjectNode(
    kept,
    fields.map(({ name }) => ({ name, expr: ColumnExpr(name) })),
  );
}

function lowerConcat(lowering: Lowering, concat: ConcatNode): readonly OpenPipeline[] {
  const names = lowering.schema(concat).fields.map((field) => field.name);
  return concat.inputs.flatMap((input) => {
    const own = lowering.schema(input).fields.map((field) => field.name);
    const columns = names.map((name, i) => ({ name, expr: { kind: "column", name: own[i] ?? name } as const }));
    return append(lowering.lower(input), { kind: "project", columns });
  });
}

function lowerRowIndex(lowering: Lowering, node: RowIndexNode): readonly OpenPipeline[] {
  let inputs = lowering.lower(node.input);
  if (inputs.length !== 1) {
    // Several pipelines would each count from the start: their rows are put into one order first.
    const sourceSchema = lowering.schema(node.input);
    const state = closeInOrder(lowering, inputs, sourceSchema);
    inputs = [{ source: { kind: "sorted", state }, sourceSchema, operators: [], sequential: false }];
  }
  return append(inputs, { kind: "rowIndex", name: node.name, offset: node.offset }).map((input) => ({
    ...input,
    sequential: true,
  }));
}
