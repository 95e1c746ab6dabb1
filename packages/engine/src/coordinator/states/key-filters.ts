import { fieldLayouts } from "../../emit/field-layouts.ts";
import type { RowField } from "../../emit/row-layout.ts";
import type { JoinState } from "../../physical/pipeline.ts";
import type { KeyBitmapJob, KeyBoundsJob } from "../../worker/jobs.ts";
import type { KeyFilterTask } from "../../worker/state-task.ts";
import type { QueryMemory } from "../query-memory.ts";
import type { JobBatch } from "./state-runtime.ts";
import type { StoredRows } from "./stored-rows.ts";

/** The longest bitmap, in bits: 4 MiB, which a core's second-level cache holds in part. */
const MAX_BITS = 2n ** 25n;
/** A bitmap has at most so many bits a build row; short ones are made whatever the number of rows. */
const MAX_BITS_A_ROW = 2048n;
const SHORT_BITS = 65536n;
/** A filter that would keep more than this share of the probe's rows costs more than it saves. */
const MAX_KEPT = 0.7;

/**
 * Bitmaps of the integer keys of a complete build side, one a key: probes that drop rows without a partner test them far up
 * in their pipeline, where the columns behind have not been read.
 */
export class KeyFilters {
  readonly tasks: KeyFilterTask[] = [];
  /** The keys that have a filter, and the share of its bits that are set at most. */
  readonly facts: { readonly key: number; readonly density: number }[] = [];
  private readonly state: JoinState;
  private readonly rows: StoredRows;
  private readonly memory: QueryMemory;

  constructor(state: JoinState, rows: StoredRows, memory: QueryMemory) {
    this.state = state;
    this.rows = rows;
    this.memory = memory;
  }

  /** Makes the filters that pay; `known` are the bounds of the one key where they are known. */
  *build(known: readonly [bigint, bigint] | null): Generator<JobBatch, void> {
    const { numRows } = this.rows;
    if (this.memory.tuning.noJoinFilters || numRows === 0) return;
    for (const { key, originRows } of this.state.filters) {
      if (originRows !== null && numRows > originRows * MAX_KEPT) continue;
      const field = this.rows.layout.keyInRow.fields[key];
      if (field === undefined) continue;
      const bounds = known ?? (yield* this.bounds(field));
      if (bounds !== null) yield* this.bitmap(key, field, bounds, numRows);
    }
  }

  release(): void {
    for (const { bitmap } of this.tasks.splice(0)) this.memory.giveBack(bitmap);
  }

  private *bounds(field: RowField): Generator<JobBatch, readonly [bigint, bigint] | null> {
    const { arena } = this.memory;
    const jobs = this.rows.collections.map((rows): KeyBoundsJob => {
      const out = this.memory.block(16);
      arena.setLong(out, 2n ** 63n - 1n);
      arena.setLong(out + 8, -(2n ** 63n));
      return { kind: "keyBounds", ...this.keyRows(rows, field), out };
    });
    yield { kind: "jobs", jobs };
    let [least, greatest] = [2n ** 63n - 1n, -(2n ** 63n)];
    for (const { out } of jobs) {
      const [low, high] = [arena.long(out), arena.long(out + 8)];
      if (low < least) least = low;
      if (high > greatest) greatest = high;
    }
    return least > greatest ? null : [least, greatest];
  }

  private *bitmap(
    key: number,
    field: RowField,
    [least, greatest]: readonly [bigint, bigint],
    numRows: number,
  ): Generator<JobBatch, void> {
    const bits = greatest - least + 1n;
    if (bits > MAX_BITS || (bits > SHORT_BITS && bits > BigInt(numRows) * MAX_BITS_A_ROW)) return;
    const length = Number(bits);
    if (numRows > length * MAX_KEPT) return;
    const byteLength = Math.ceil(length / 64) * 8;
    if (!this.memory.hasRoom(byteLength)) return;
    const bitmap = this.memory.claim(byteLength);
    const filter = { key, bitmap, length, base: least };
    this.tasks.push(filter);
    this.facts.push({ key, density: numRows / length });
    yield { kind: "jobs", jobs: [{ kind: "zero", address: bitmap, byteLength }] };
    const jobs = this.rows.collections.map(
      (rows): KeyBitmapJob => ({ kind: "keyBitmap", ...this.keyRows(rows, field), bitmap, length, base: least }),
    );
    yield { kind: "jobs", jobs };
  }

  private keyRows(rows: number, field: RowField): Pick<KeyBoundsJob, "rows" | "numPartitions" | "offset" | "field"> {
    return { rows, numPartitions: 2 ** this.rows.radixBits, offset: field.offset, field: fieldLayouts[field.layout] };
  }
}
