import type { Chunk, Schema } from "@millrace/core";
import { layoutOf, layoutWidth } from "@millrace/core";

/** Bytes of the values of a chunk's rows: the same for a row wherever chunks begin and end. */
export class ValueBytes {
  private readonly width: number;
  private readonly offsets: readonly Int32Array[];

  constructor({ fields }: Schema, { columns }: Chunk) {
    this.offsets = columns.flatMap(({ offsets }) => (offsets === null ? [] : [offsets]));
    this.width = columns.reduce((sum, { offsets }, i) => {
      const type = fields[i]?.type;
      return sum + (offsets !== null || type === undefined ? 0 : layoutWidth(layoutOf(type)));
    }, 4 * this.offsets.length);
  }

  /** Of the rows from … to. */
  between(from: number, to: number): number {
    let bytes = this.width * (to - from);
    for (const offsets of this.offsets) bytes += (offsets[to] ?? 0) - (offsets[from] ?? 0);
    return bytes;
  }

  /** The end of the rows from `from` on, at most up to `end`, that fit into `room` bytes; at least one row if asked. */
  fit(from: number, end: number, room: number, atLeastOne: boolean): number {
    let [fits, fails] = [atLeastOne ? from + 1 : from, end + 1];
    while (fails - fits > 1) {
      const middle = (fits + fails) >>> 1;
      if (this.between(from, middle) <= room) fits = middle;
      else fails = middle;
    }
    return Math.min(fits, end);
  }
}
