import type { PlacedChunk } from "../worker/slot-task.ts";

/** Puts chunks of slots that ran beside one another into the order of their morsels. */
export class OrderBuffer {
  /** Bytes of chunks that wait for morsels before them. */
  pendingBytes = 0;
  /** The first morsel that is not finished: chunks of it pass at once. */
  next = 0;
  private readonly pending = new Map<number, PlacedChunk[]>();
  private readonly finished = new Set<number>();

  /** Takes chunks and finished morsels of one report; returns the chunks that are in order now. */
  add(chunks: readonly PlacedChunk[], finishedMorsels: readonly number[]): PlacedChunk[] {
    const ready: PlacedChunk[] = [];
    for (const placed of chunks) {
      if (placed.morsel === this.next) ready.push(placed);
      else this.hold(placed);
    }
    for (const morsel of finishedMorsels) this.finished.add(morsel);
    while (this.finished.delete(this.next)) {
      this.next += 1;
      for (const placed of this.pending.get(this.next) ?? []) {
        ready.push(placed);
        this.pendingBytes -= placed.byteLength;
      }
      this.pending.delete(this.next);
    }
    return ready;
  }

  private hold(placed: PlacedChunk): void {
    const list = this.pending.get(placed.morsel) ?? [];
    list.push(placed);
    this.pending.set(placed.morsel, list);
    this.pendingBytes += placed.byteLength;
  }
}
