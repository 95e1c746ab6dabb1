import { QUANTILE_HISTOGRAM_SIZE } from "@millrace/core";
import type { SlotMemory } from "../slot-memory.ts";

/** Values that are kept once so few are left: the rest of the work is done on them. */
const KEPT_VALUES = 65536;
const DIGIT_BITS = 8;
const DIGITS = 8;

/**
 * The value at a rank of values (u64 in their order) that pass by a few at a time, as often as it takes: each pass finds one more
 * digit, until the values that begin with the digits found are few enough to be kept.
 */
export class StreamedRank {
  /** The value; null while another pass is needed. */
  result: bigint | null = null;
  private readonly memory: SlotMemory;
  private readonly histogram: number;
  private readonly digits: number[] = [];
  private rank: number;
  private left: number;
  private kept = 0;
  private numKept = 0;

  constructor(memory: SlotMemory, count: number, rank: number) {
    this.memory = memory;
    this.histogram = memory.allocator.alloc(QUANTILE_HISTOGRAM_SIZE);
    this.rank = rank;
    this.left = count;
  }

  /** Begins a pass. */
  begin(): void {
    const { allocator, arena } = this.memory;
    if (this.left <= KEPT_VALUES) this.kept = allocator.alloc(this.left * 8);
    else arena.bytes.fill(0, this.histogram, this.histogram + QUANTILE_HISTOGRAM_SIZE);
  }

  /** Looks at values, which are moved about. */
  take(values: number, count: number): void {
    const { arena } = this.memory;
    const { kernels } = arena;
    let matching = count;
    this.digits.forEach((digit, i) => {
      matching = kernels.holistic_gather(values, 0, matching, 0, shiftOf(i), digit);
    });
    if (matching === 0) return;
    if (this.kept === 0) {
      kernels.holistic_histogram(values, matching, shiftOf(this.digits.length), this.histogram);
      return;
    }
    arena.bytes.copyWithin(this.kept + this.numKept * 8, values, values + matching * 8);
    this.numKept += matching;
  }

  /** Ends a pass. */
  end(): void {
    const { allocator, arena } = this.memory;
    if (this.kept !== 0) {
      this.finish(arena.kernels.holistic_select(this.kept, this.numKept, this.rank, this.histogram));
      allocator.free(this.kept);
      return;
    }
    let digit = 0;
    let count = arena.word(this.histogram);
    while (this.rank >= count) {
      this.rank -= count;
      digit += 1;
      count = arena.word(this.histogram + digit * 4);
    }
    this.left = count;
    this.digits.push(digit);
    if (this.digits.length < DIGITS) return;
    this.finish(this.digits.reduce((value, each) => (value << BigInt(DIGIT_BITS)) | BigInt(each), 0n));
  }

  private finish(result: bigint): void {
    this.result = result;
    this.memory.allocator.free(this.histogram);
  }
}

function shiftOf(digit: number): number {
  return (DIGITS - 1 - digit) * DIGIT_BITS;
}
