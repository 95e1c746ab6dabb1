import type { Chunk } from "@millrace/core";
import type { ReadContext } from "../format.ts";

/** What an encoder works with in a worker: kernels over the arena, and scratch memory there. */
export interface WriteContext extends Pick<ReadContext, "memory" | "bytes" | "kernels" | "allocator"> {
  /** Called between columns and pages; what it throws ends the work. */
  readonly checkStop?: () => void;
}

/** Rows [from, to) of a chunk. */
export interface ChunkSlice {
  readonly chunk: Chunk;
  readonly from: number;
  readonly to: number;
}

/** Rows of all slices together. */
export function rowsOf(slices: readonly ChunkSlice[]): number {
  return slices.reduce((total, slice) => total + slice.to - slice.from, 0);
}
