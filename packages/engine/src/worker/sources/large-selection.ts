import { QUANTILE_HISTOGRAM_SIZE, QUANTILE_MAX_VALUES } from "@millrace/core";
import type { SlotMemory } from "../slot-memory.ts";

/** Values that one kernel call looks at. */
const PIECE = QUANTILE_MAX_VALUES;

/**
 * The value at a rank among more values than one kernel call may look at: in each round the kernels find the highest digit in
 * which the values differ, count by it, and bring the values of the rank's digit to the front; at most eight rounds.
 */
export class LargeSelection {
  private readonly memory: SlotMemory;
  private readonly histogram: number;
  private readonly bits: number;

  constructor(memory: SlotMemory) {
    this.memory = memory;
    this.histogram = memory.allocator.alloc(QUANTILE_HISTOGRAM_SIZE);
    this.bits = memory.allocator.alloc(16);
  }

  /** The value (u64 bits) at a rank of the `length` values at an address, which are moved about. */
  select(values: number, length: number, rank: number): bigint {
    const { kernels } = this.memory.arena;
    let [left, at] = [length, rank];
    while (left > QUANTILE_MAX_VALUES) {
      const { every, some } = this.commonBits(values, left);
      if (every === some) return every;
      const differing = (every ^ some).toString(2).length;
      const shift = Math.max(0, differing - 8);
      const found = this.digitOfRank(values, left, shift, at);
      at = found.rank;
      left = this.gather(values, left, shift, found.digit);
    }
    return kernels.holistic_select(values, left, at, this.histogram);
  }

  private commonBits(values: number, length: number): { readonly every: bigint; readonly some: bigint } {
    const { arena } = this.memory;
    arena.setLong(this.bits, -1n);
    arena.setLong(this.bits + 8, 0n);
    for (let from = 0; from < length; from += PIECE) {
      arena.kernels.holistic_bits(values + from * 8, Math.min(PIECE, length - from), this.bits);
    }
    const read = (address: number): bigint => BigInt.asUintN(64, arena.long(address));
    return { every: read(this.bits), some: read(this.bits + 8) };
  }

  private digitOfRank(
    values: number,
    length: number,
    shift: number,
    rank: number,
  ): { readonly digit: number; readonly rank: number } {
    const { arena } = this.memory;
    arena.bytes.fill(0, this.histogram, this.histogram + QUANTILE_HISTOGRAM_SIZE);
    for (let from = 0; from < length; from += PIECE) {
      arena.kernels.holistic_histogram(values + from * 8, Math.min(PIECE, length - from), shift, this.histogram);
    }
    let left = rank;
    let digit = 0;
    for (; digit < 255; digit++) {
      const count = arena.word(this.histogram + digit * 4);
      if (left < count) break;
      left -= count;
    }
    return { digit, rank: left };
  }

  private gather(values: number, length: number, shift: number, digit: number): number {
    const { kernels } = this.memory.arena;
    let into = 0;
    for (let from = 0; from < length; from += PIECE) {
      into = kernels.holistic_gather(values, from, Math.min(PIECE, length - from), into, shift, digit);
    }
    return into;
  }
}
