import { AGG_SIZE, GRANT_USED, InternalEngineError, TEXT_GRANT, TEXT_SIZE } from "@millrace/core";
import type { Catalog, PipelineFacts } from "../../emit/facts.ts";
import { viewOffsets } from "../../emit/row-layout.ts";
import type { AggregateLayout } from "../../emit/state-layouts.ts";
import { aggregateLayout, rowsInState } from "../../emit/state-layouts.ts";
import { TextArea } from "../../memory/text-area.ts";
import type { AggregateState } from "../../physical/pipeline.ts";
import type { QuantumReport } from "../../protocol.ts";
import { firstPage } from "../../spill/spill-partitions.ts";
import type { SpilledPart } from "../../spill/spilled-part.ts";
import type { SourceTask, TopRowsTask } from "../../worker/sources/source-task.ts";
import type { AggregateTask, SingleRowTask, SinkTask } from "../../worker/state-task.ts";
import type { QueryMemory } from "../query-memory.ts";
import type { JobBatch, StateRuntime } from "./state-runtime.ts";

/** Slots of the largest directory: a slot's groups stay in the second-level cache. */
const MAX_DIRECTORY = 17;
const NO_LIMIT = 0x7fffffff;

/** Groups with keys. */
export class AggregateRuntime implements StateRuntime {
  private readonly state: AggregateState;
  private readonly catalog: Catalog;
  private readonly layout: AggregateLayout;
  private readonly memory: QueryMemory;
  private readonly descriptor: number;
  private readonly slots = new Map<number, AggregateTask>();
  private readonly spilled: SpilledPart[] = [];
  private readonly radixBits: number;
  private read = false;

  constructor(state: AggregateState, catalog: Catalog, memory: QueryMemory) {
    this.state = state;
    this.catalog = catalog;
    this.layout = aggregateLayout(state, catalog);
    this.memory = memory;
    this.descriptor = memory.keyDescriptor(this.layout.key);
    this.radixBits = memory.radixBits;
  }

  get pages(): number {
    let pages = 0;
    for (const { grant } of this.slots.values()) pages += this.memory.arena.word(grant + GRANT_USED);
    return this.read ? 0 : pages;
  }

  get numRows(): number {
    if (this.spilled.length > 0) return Number.POSITIVE_INFINITY;
    const { kernels } = this.memory.arena;
    return [...this.slots.values()].reduce((sum, { rows }) => sum + kernels.rows_count(rows), 0);
  }

  openSlot(slot: number, pages: number): SinkTask {
    const known = this.slots.get(slot);
    if (known !== undefined) return known;
    const { memory, radixBits } = this;
    const { kernels } = memory.arena;
    const grant = memory.grant(pages);
    const rows = memory.block(kernels.rows_size(radixBits));
    kernels.rows_init(rows, grant, this.layout.stride, radixBits);
    const table = memory.block(AGG_SIZE);
    kernels.agg_init(table, rows, this.descriptor);
    const task: AggregateTask = {
      kind: "aggregate",
      state: this.state.id,
      grant,
      rows,
      table,
      descriptor: this.descriptor,
      radixBits,
      maxDirectory: MAX_DIRECTORY,
      text: textArea(memory, grant, this.layout),
      layout: { stride: this.layout.stride, viewOffsets: this.viewOffsets },
      stateViews: this.layout.stateViews,
    };
    this.slots.set(slot, task);
    return task;
  }

  report(_slot: number, report: QuantumReport): void {
    this.spilled.push(...report.spilled);
  }

  *finish(): Generator<JobBatch, void> {}

  source(): { readonly task: SourceTask; readonly facts: PipelineFacts["source"] } {
    if (this.read) throw new InternalEngineError("Groups are read once");
    this.read = true;
    const { layout, memory, radixBits, state } = this;
    const numPartitions = 2 ** radixBits;
    const pages = Array.from({ length: numPartitions }, (_, partition) =>
      [...this.slots.values()].map(({ rows }) => firstPage(memory.arena, rows, partition)).filter((page) => page !== 0),
    );
    const spilled: SpilledPart[][] = Array.from({ length: numPartitions }, () => []);
    for (const part of this.spilled) spilled[part.partition]?.push(part);
    return {
      task: {
        kind: "groups",
        descriptor: this.descriptor,
        radixBits,
        stride: layout.stride,
        viewOffsets: this.viewOffsets,
        stateViews: layout.stateViews,
        top: this.topRows(),
        pages,
        spilled,
      },
      facts: { kind: "rows", fields: layout.keyInRow.fields, calls: { layout, calls: state.calls } },
    };
  }

  release(): void {
    for (const { text } of this.slots.values()) if (text !== 0) new TextArea(this.memory.arena, text).clear();
  }

  private topRows(): TopRowsTask | null {
    const [call] = this.state.calls;
    const rows = call === undefined ? undefined : rowsInState(call, this.catalog);
    return rows === undefined ? null : { stateOffset: this.layout.stateOffsets[0] ?? 0, ...rows };
  }

  private get viewOffsets(): readonly number[] {
    return [...viewOffsets(this.layout.keyInRow), ...this.layout.stateViews];
  }
}

/** An area for the long strings of a slot's states, where they have any. */
function textArea(memory: QueryMemory, grant: number, { stateViews }: AggregateLayout): number {
  if (stateViews.length === 0) return 0;
  const area = memory.block(TEXT_SIZE);
  memory.arena.setWord(area + TEXT_GRANT, grant);
  return area;
}

/** A group-by without keys: one row of state a slot. */
export class SingleRowRuntime implements StateRuntime {
  readonly pages = 0;
  readonly numRows = 1;
  private readonly state: AggregateState;
  private readonly layout: AggregateLayout;
  private readonly memory: QueryMemory;
  private readonly slots = new Map<number, SingleRowTask>();

  constructor(state: AggregateState, catalog: Catalog, memory: QueryMemory) {
    this.state = state;
    this.layout = aggregateLayout(state, catalog);
    this.memory = memory;
  }

  openSlot(slot: number): SinkTask {
    const known = this.slots.get(slot);
    if (known !== undefined) return known;
    const { layout, memory } = this;
    const row = memory.block(layout.stride + 256);
    // One string a call: nothing that a limit would have to bound.
    const text = textArea(memory, memory.grant(NO_LIMIT), layout);
    const task: SingleRowTask = { kind: "single", state: this.state.id, row, byteLength: layout.stride, text };
    this.slots.set(slot, task);
    return task;
  }

  report(): void {}

  *finish(): Generator<JobBatch, void> {}

  source(): { readonly task: SourceTask; readonly facts: PipelineFacts["source"] } {
    const { layout, state } = this;
    if (this.slots.size === 0) this.openSlot(0);
    return {
      task: { kind: "single", rows: [...this.slots.values()].map(({ row }) => row) },
      facts: { kind: "rows", fields: [], calls: { layout, calls: state.calls } },
    };
  }

  release(): void {}
}
