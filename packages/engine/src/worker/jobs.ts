import {
  JOIN_LIST_BEGIN,
  JOIN_LIST_PAGE,
  JOIN_LIST_ROWS_LEFT,
  JOIN_LIST_SIZE,
  pointer,
  ROW_PAGE_NEXT,
  ROW_PAGE_NUM_ROWS,
  ROWS_HEADER,
  ROWS_PARTITION_LAST,
  ROWS_PARTITION_SIZE,
} from "@millrace/core";
import { faultPoint } from "@millrace/storage";
import type { Arena } from "../memory/arena.ts";
import { firstPage } from "../spill/spill-partitions.ts";
import { sortRows } from "./sinks/sort-rows.ts";

/** Fills memory with zeros. */
export interface ZeroJob {
  readonly kind: "zero";
  readonly address: number;
  readonly byteLength: number;
}

/** Inserts partitions of a build side into a directory. */
export interface JoinInsertJob {
  readonly kind: "joinInsert";
  readonly directory: number;
  readonly isArray: boolean;
  readonly descriptor: number;
  /** Row collections of the slots. */
  readonly rows: readonly number[];
  readonly partitions: readonly number[];
  /** Memory for the page lists: JOIN_LIST_SIZE bytes a slot. */
  readonly lists: number;
}

/** Sorts a slot's rows that are in memory. */
export interface SortRowsJob {
  readonly kind: "sortRows";
  readonly query: number;
  readonly rows: number;
  readonly descriptor: number;
  /** Where the run is written: two words, its entries and its length. */
  readonly run: number;
}

/** One integer key of the rows that a slot has stored. */
interface StoredKeyRows {
  readonly rows: number;
  readonly numPartitions: number;
  /** Where the key lies in a row, and its FIELD_… number. */
  readonly offset: number;
  readonly field: number;
}

/** Finds the least and the greatest of a key. */
export interface KeyBoundsJob extends StoredKeyRows {
  readonly kind: "keyBounds";
  /** Two i64: widened to the key's values. */
  readonly out: number;
}

/** Sets the bits of a key's values in a bitmap that other slots set bits of at the same time. */
export interface KeyBitmapJob extends StoredKeyRows {
  readonly kind: "keyBitmap";
  readonly bitmap: number;
  readonly length: number;
  readonly base: bigint;
}

/** Work for a worker that needs no slot. */
export type WorkerJob = ZeroJob | JoinInsertJob | SortRowsJob | KeyBoundsJob | KeyBitmapJob;

/** Rows inserted by one kernel call, so that none runs long. */
const ROWS_PER_CALL = 65536;
const ZERO_PER_CALL = 8 * 1024 * 1024;

/** Does the work. `checkStop` is called every few milliseconds; what it throws ends the work. */
export function runJob(arena: Arena, job: WorkerJob, checkStop: () => void): void {
  faultPoint("job");
  switch (job.kind) {
    case "zero":
      for (let at = 0; at < job.byteLength; at += ZERO_PER_CALL) {
        checkStop();
        arena.kernels.bytes_zero(job.address + at, Math.min(ZERO_PER_CALL, job.byteLength - at));
      }
      return;
    case "sortRows": {
      const run = sortRows(arena, job.query, job.rows, job.descriptor, checkStop);
      arena.setWord(job.run, run?.entries ?? 0);
      arena.setWord(job.run + 4, run?.length ?? 0);
      return;
    }
    case "joinInsert":
      for (const partition of job.partitions) insertPartition(arena, job, partition, checkStop);
      return;
    case "keyBounds":
    case "keyBitmap":
      readKeys(arena, job, checkStop);
  }
}

function readKeys(arena: Arena, job: KeyBoundsJob | KeyBitmapJob, checkStop: () => void): void {
  const { kernels } = arena;
  const { rows, numPartitions, offset, field } = job;
  for (let partition = 0; partition < numPartitions; partition++) {
    checkStop();
    for (let page = firstPage(arena, rows, partition); page !== 0; page = pointer(arena.word(page + ROW_PAGE_NEXT))) {
      const numRows = arena.word(page + ROW_PAGE_NUM_ROWS);
      if (job.kind === "keyBounds") kernels.join_key_bounds(page, 0, numRows, offset, field, job.out);
      else kernels.bitmap_from_keys(job.bitmap, job.base, job.length, page, 0, numRows, offset, field);
    }
  }
}

function insertPartition(arena: Arena, job: JoinInsertJob, partition: number, checkStop: () => void): void {
  job.rows.forEach((rows, i) => {
    const at = job.lists + i * JOIN_LIST_SIZE;
    const last = rows + ROWS_HEADER + partition * ROWS_PARTITION_SIZE + ROWS_PARTITION_LAST;
    arena.setWord(at + JOIN_LIST_PAGE, pointer(arena.word(last)));
    arena.setWord(at + JOIN_LIST_ROWS_LEFT, JOIN_LIST_BEGIN);
  });
  const { kernels } = arena;
  for (;;) {
    checkStop();
    const done = job.isArray
      ? kernels.join_array_insert(job.directory, job.rows.length, job.lists, ROWS_PER_CALL)
      : kernels.join_insert(job.directory, job.rows.length, job.lists, job.descriptor, ROWS_PER_CALL);
    if (done < ROWS_PER_CALL) return;
  }
}
