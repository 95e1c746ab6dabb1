/** Buffers outside of the arena that an isolate may leave behind before it collects them. */
const MAX_GARBAGE_BYTES: number = 8 * 1024 * 1024;

/** Bytes of results after which the next query collects those that the program has dropped. */
const MAX_RESULT_BYTES: number = 512 * 1024 * 1024;

const MAX_ATTEMPTS = 10;

type Collector = (options?: Readonly<Record<string, string>>) => void;

let collect: Collector | null = null;
let garbageBytes = 0;
let resultBytes = 0;

/**
 * Counts buffers that a task has left behind and collects them before they are many: V8 itself waits until they are a multiple of
 * its heap, which is larger than the memory that a worker is allowed.
 */
export function leaveGarbage(byteLength: number): void {
  garbageBytes += byteLength;
  if (garbageBytes < MAX_GARBAGE_BYTES) return;
  garbageBytes = 0;
  collect ??= exposeCollector();
  collect?.();
}

/**
 * The same for buffers that die young, on a thread whose heap may be the host program's: the old part of it is left alone, so that it
 * takes less than a millisecond.
 */
export function leaveYoungGarbage(byteLength: number): void {
  garbageBytes += byteLength;
  if (garbageBytes < MAX_GARBAGE_BYTES) return;
  garbageBytes = 0;
  collect ??= exposeCollector();
  collect?.({ type: "minor" });
}

/** Collects what this isolate does not use any more, now. */
export function collectGarbage(): void {
  garbageBytes = 0;
  collect ??= exposeCollector();
  collect?.();
  // What lies outside of the heap goes when the sweeper comes by the second time.
  collect?.();
}

/** Counts a result that lies outside of the heap, where V8 does not see how much it is. */
export function countResult(byteLength: number): void {
  resultBytes += byteLength;
}

/** Collects results that the program has dropped, once they may be many. */
export function collectResults(): void {
  if (resultBytes < MAX_RESULT_BYTES) return;
  resultBytes = 0;
  collectGarbage();
}

/** Collects all that can be collected, and gives the pages of the heap back to the system: 100 ms where there is much of it. */
export function collectEverything(): void {
  collect ??= exposeCollector();
  collect?.({ type: "major", execution: "sync", flavor: "last-resort" });
}

/**
 * The collector of this isolate; the flag shows it to contexts made while it is set, to this one alone. The flag is the whole
 * process's, and another thread that does the same may just have taken it back: null where it did so every time.
 */
function exposeCollector(): Collector | null {
  // Loaded here: most workers never encode anything.
  const { setFlagsFromString } = process.getBuiltinModule("node:v8");
  const { runInNewContext } = process.getBuiltinModule("node:vm");
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    setFlagsFromString("--expose-gc");
    const collector: unknown = runInNewContext("globalThis.gc");
    setFlagsFromString("--no-expose-gc");
    if (typeof collector === "function") return collector as Collector;
  }
  return null;
}
