import { UnsupportedError } from "@millrace/core";
import { throwIfStopped } from "../worker/query-stopped.ts";
import type { QueryWords } from "../worker/slot-task.ts";

// Shared words of a query, in a SharedArrayBuffer of its own. Each lies on its own 128 bytes: two workers write them.

const STRIDE = 32;
const STOP = 0;
const TEMP_USED = 1;
const TEMP_LIMIT = 2;
const TEMP_HELD = 3;
/** Not 0: nothing of the query is wanted any more. STOP alone may end a pipeline whose result has enough rows. */
const ABORT = 4;
/** Files written so far. */
const TEMP_FILES = 5;
const FIRST_MORSEL = 6;

/** Pipelines of a query, at most, those included that are added when something spills. */
const MAX_PIPELINES = 512;

/** The words of a query. `maxTempBytes` null = no limit. */
export function createQueryWords(maxTempBytes: number | null): Int32Array {
  const words = new Int32Array(new SharedArrayBuffer((FIRST_MORSEL + MAX_PIPELINES) * STRIDE * 4));
  words[TEMP_LIMIT * STRIDE] = maxTempBytes === null ? -1 : Math.min(0x7fffffff, Math.floor(maxTempBytes / 1024));
  return words;
}

/** What a slot of a pipeline reads and writes of them. */
export function pipelineWords(words: Int32Array, ordinal: number): QueryWords {
  return {
    words,
    morselIndex: (FIRST_MORSEL + ordinal) * STRIDE,
    stopIndex: STOP * STRIDE,
    budget: {
      words,
      usedIndex: TEMP_USED * STRIDE,
      heldIndex: TEMP_HELD * STRIDE,
      limitIndex: TEMP_LIMIT * STRIDE,
      filesIndex: TEMP_FILES * STRIDE,
      abortIndex: ABORT * STRIDE,
    },
  };
}

/** Throws a QueryStopped if nothing of the query is wanted any more: for work that runs long in one piece. */
export function throwIfAborted(words: Int32Array): void {
  throwIfStopped(words, ABORT * STRIDE);
}

/** Asks every slot to stop. */
export function requestStop(words: Int32Array): void {
  Atomics.store(words, STOP * STRIDE, 1);
}

/** Asks everything that works for the query to stop, once and for all. */
export function requestAbort(words: Int32Array): void {
  Atomics.store(words, ABORT * STRIDE, 1);
  requestStop(words);
}

/** Lets the slots of the next pipeline run, after one was stopped early because its result was complete. */
export function clearStop(words: Int32Array): void {
  Atomics.store(words, STOP * STRIDE, 0);
}

/** Throws an UnsupportedError where a query has more pipelines than there are words for. */
export function checkPipelines(count: number): void {
  if (count <= MAX_PIPELINES) return;
  throw new UnsupportedError(
    `The query has ${count} pipelines, at most ${MAX_PIPELINES} can be run. Collect a part of it, and go on from its frame with lazy()`,
    { pipelines: count, limit: MAX_PIPELINES },
  );
}

/** Lets a pipeline pull its morsels from the first one again. Throws an UnsupportedError for one too many. */
export function resetMorsels(words: Int32Array, ordinal: number): void {
  checkPipelines(ordinal + 1);
  Atomics.store(words, (FIRST_MORSEL + ordinal) * STRIDE, 0);
}

/** Bytes spilled so far. */
export function spilledBytes(words: Int32Array): number {
  return Atomics.load(words, TEMP_USED * STRIDE) * 1024;
}
