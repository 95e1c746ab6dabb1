import { pointer, ROWS_HEADER, ROWS_PARTITION_FIRST, ROWS_PARTITION_SIZE } from "@millrace/core";
import type { Arena } from "../memory/arena.ts";
import type { SpillFile } from "./spill-file.ts";
import type { SpilledPart } from "./spilled-part.ts";

/** Writes every partition of a row collection to the file and frees its pages. */
export function spillPartitions(arena: Arena, rows: number, radixBits: number, file: SpillFile): SpilledPart[] {
  const parts: SpilledPart[] = [];
  for (let partition = 0; partition < 2 ** radixBits; partition++) {
    const first = firstPage(arena, rows, partition);
    if (first === 0) continue;
    parts.push(file.write(partition, first));
    arena.kernels.rows_release_partition(rows, partition);
  }
  return parts;
}

/** The first page of a partition, 0 = none. */
export function firstPage(arena: Arena, rows: number, partition: number): number {
  return pointer(arena.word(rows + ROWS_HEADER + partition * ROWS_PARTITION_SIZE + ROWS_PARTITION_FIRST));
}
