import type { ChunkPlan } from "../reader/chunk.ts";

/** Numbers of an entry: codec, start, length, and the offset index's offset and length (0 if there is none). */
const FIELDS = 5;

/**
 * The chunks of the row groups of a scan, [row group][column], as numbers in shared memory: footers stay on the main thread,
 * and a plan with many morsels costs the workers nothing.
 */
export class ChunkTable {
  readonly numbers: Float64Array;
  readonly #numColumns: number;

  constructor(numColumns: number, numbers: Float64Array) {
    this.#numColumns = numColumns;
    this.numbers = numbers;
  }

  static allocate(numColumns: number, numRowGroups: number): ChunkTable {
    const byteLength = Math.max(1, numColumns * numRowGroups) * FIELDS * Float64Array.BYTES_PER_ELEMENT;
    return new ChunkTable(numColumns, new Float64Array(new SharedArrayBuffer(byteLength)));
  }

  set(rowGroup: number, column: number, chunk: ChunkPlan): void {
    const { codec, start, byteLength, offsetIndex } = chunk;
    const entry = [codec, start, byteLength, offsetIndex?.offset ?? 0, offsetIndex?.length ?? 0];
    this.numbers.set(entry, (rowGroup * this.#numColumns + column) * FIELDS);
  }

  get(rowGroup: number, column: number): ChunkPlan {
    const at = (rowGroup * this.#numColumns + column) * FIELDS;
    const [codec = 0, start = 0, byteLength = 0, offset = 0, length = 0] = this.numbers.subarray(at, at + FIELDS);
    return { codec, start, byteLength, offsetIndex: length > 0 ? { offset, length } : null };
  }
}
