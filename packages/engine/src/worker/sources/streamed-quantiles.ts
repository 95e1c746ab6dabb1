import { QUANTILE_COUNT, QUANTILE_CURSOR, QUANTILE_NULL, STAGE_ROWS } from "@millrace/core";
import type { QuantileProgram } from "../../emit/program.ts";
import type { SlotMemory } from "../slot-memory.ts";
import { StreamedRank } from "./streamed-values.ts";

/** A cursor that says: no value of this group is wanted in this pass. */
const NO_PLACE = 0xffffffff;
const VALUE_BYTES = 8;

/** What a source of stored rows does for those who read its rows again. */
export interface RowPasses {
  /** The groups' pages. */
  groupPages(): Iterable<number>;
  /**
   * Reads all stored rows once more and collects the values of those groups that have a place; `after` is called for every stretch
   * of rows.
   */
  collectAgain(after: () => void): Generator<void>;
  /** Computes a quantile of `count` groups, whose rows lie at `rows`, from the values in their ranges. */
  finishQuantiles(quantile: QuantileProgram, values: number, rows: number, count: number): void;
}

/** A quantile of one group whose values do not fit: one rank, or the two around it. */
interface LargeQuantile {
  readonly quantile: QuantileProgram;
  readonly proportion: number;
  readonly low: StreamedRank;
  readonly high: StreamedRank;
}

/**
 * Quantiles of groups whose stored rows do not stay in memory: the values of as many groups as fit come together in a pass over the
 * rows; a group that has too many by itself is narrowed down digit by digit.
 */
export class StreamedQuantiles {
  private readonly memory: SlotMemory;
  private readonly query: number;
  private readonly quantiles: readonly QuantileProgram[];
  private readonly passes: RowPasses;

  constructor(memory: SlotMemory, query: number, quantiles: readonly QuantileProgram[], passes: RowPasses) {
    this.memory = memory;
    this.query = query;
    this.quantiles = quantiles;
    this.passes = passes;
  }

  /** Computes the quantiles of all groups; values in memory take at most `budgetBytes`. */
  *run(budgetBytes: number): Generator<void> {
    let window: number[] = [];
    let windowBytes = 0;
    const large: number[] = [];
    const windows: number[][] = [window];
    for (const group of this.groupRows()) {
      const bytes = this.quantiles.reduce((sum, { offset }) => sum + this.count(group, offset) * VALUE_BYTES, 0);
      this.setPlace(group, NO_PLACE);
      if (bytes > budgetBytes) {
        large.push(group);
        continue;
      }
      if (windowBytes + bytes > budgetBytes) {
        window = [];
        windows.push(window);
        windowBytes = 0;
      }
      window.push(group);
      windowBytes += bytes;
    }
    for (const groups of windows) if (groups.length > 0) yield* this.runWindow(groups);
    for (const group of large) yield* this.runLarge(group);
  }

  private *runWindow(groups: readonly number[]): Generator<void> {
    const { arena, allocator } = this.memory;
    const blocks = this.quantiles.map(({ offset, values }) => {
      let length = 0;
      for (const group of groups) {
        arena.setWord(group + offset + QUANTILE_CURSOR, length);
        length += this.count(group, offset);
      }
      const block = arena.alloc(length * VALUE_BYTES + 64, this.query);
      this.memory.setWord(values, block);
      return block;
    });
    yield* this.passes.collectAgain(() => {});
    const rows = allocator.alloc(STAGE_ROWS * 4);
    for (let at = 0; at < groups.length; at += STAGE_ROWS) {
      const some = groups.slice(at, at + STAGE_ROWS);
      some.forEach((group, i) => {
        arena.setWord(rows + 4 * i, group);
      });
      this.quantiles.forEach((quantile, i) => {
        this.passes.finishQuantiles(quantile, blocks[i] ?? 0, rows, some.length);
      });
    }
    allocator.free(rows);
    for (const group of groups) this.setPlace(group, NO_PLACE);
    for (const block of blocks) arena.free(block);
  }

  private *runLarge(group: number): Generator<void> {
    const { arena, allocator } = this.memory;
    const wanted = this.quantiles.flatMap((quantile) => this.largeQuantile(group, quantile));
    const scratch = this.quantiles.map(({ values }) => {
      const block = allocator.alloc(STAGE_ROWS * VALUE_BYTES);
      this.memory.setWord(values, block);
      return block;
    });
    const isDone = ({ low, high }: LargeQuantile): boolean => low.result !== null && high.result !== null;
    while (!wanted.every(isDone)) {
      const ranks = wanted.map(({ low, high }) => [...new Set([low, high])].filter(({ result }) => result === null));
      for (const rank of ranks.flat()) rank.begin();
      this.setPlace(group, 0);
      yield* this.passes.collectAgain(() => {
        wanted.forEach(({ quantile: { offset, values } }, i) => {
          const count = arena.word(group + offset + QUANTILE_CURSOR);
          for (const rank of ranks[i] ?? []) rank.take(this.memory.word(values), count);
        });
        this.setPlace(group, 0);
      });
      for (const rank of ranks.flat()) rank.end();
    }
    this.setPlace(group, NO_PLACE);
    for (const { quantile, low, high, proportion } of wanted) {
      const single = quantile.single ? 1 : 0;
      arena.kernels.holistic_store(group, quantile.offset, low.result ?? 0n, high.result ?? 0n, proportion, single);
    }
    for (const block of scratch) allocator.free(block);
  }

  private largeQuantile(group: number, quantile: QuantileProgram): LargeQuantile[] {
    const count = this.count(group, quantile.offset);
    if (count === 0) {
      this.memory.arena.bytes[group + quantile.offset + QUANTILE_NULL] = 1;
      return [];
    }
    const place = quantile.fraction * (count - 1);
    const rank = Math.floor(place);
    const low = new StreamedRank(this.memory, count, rank);
    const high = place === rank ? low : new StreamedRank(this.memory, count, rank + 1);
    return [{ quantile, proportion: place - rank, low, high }];
  }

  private *groupRows(): Generator<number> {
    const { arena, allocator } = this.memory;
    const rows = allocator.alloc(STAGE_ROWS * 4);
    for (const page of this.passes.groupPages()) {
      const count = arena.kernels.rows_of_page(page, 0, STAGE_ROWS, rows);
      for (let i = 0; i < count; i++) yield arena.word(rows + 4 * i);
    }
    allocator.free(rows);
  }

  private count(group: number, offset: number): number {
    return this.memory.arena.word(group + offset + QUANTILE_COUNT);
  }

  private setPlace(group: number, place: number): void {
    for (const { offset } of this.quantiles) this.memory.arena.setWord(group + offset + QUANTILE_CURSOR, place);
  }
}
