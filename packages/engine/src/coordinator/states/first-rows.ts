import type { QuantumReport } from "../../protocol.ts";

/** Tells when the first rows of a stream are all there, whatever slots have run ahead with morsels behind them. */
export class FirstRows {
  private left: number;
  /** The first morsel that is not finished. */
  private next = 0;
  private readonly finished = new Map<number, number>();
  private current = 0;

  constructor(numRows: number) {
    this.left = numRows;
  }

  /** Whether so many rows have come, without a gap from the first one on. */
  get isComplete(): boolean {
    return this.left <= this.current;
  }

  /** A pipeline, or the next frame of an iterator, follows: its morsels are counted from 0. */
  beginPipeline(): void {
    this.next = 0;
    this.current = 0;
    this.finished.clear();
  }

  /** Takes what a slot did in one quantum. */
  add({ finishedMorsels, finishedRows, currentMorsel, currentRows }: QuantumReport): void {
    finishedMorsels.forEach((morsel, i) => {
      this.finished.set(morsel, finishedRows[i] ?? 0);
    });
    for (let rows = this.finished.get(this.next); rows !== undefined; rows = this.finished.get(this.next)) {
      this.left -= rows;
      this.current = 0;
      this.finished.delete(this.next++);
    }
    if (currentMorsel === this.next) this.current = currentRows;
  }
}
