import { WorkerDiedError } from "@millrace/core";
import type { LocalFiles } from "@millrace/storage";
import { pipelineWords } from "../coordinator/query-words.ts";
import { Arena } from "../memory/arena.ts";
import type { ArenaHandle, OpenSlot, QuantumReport, RunQuantum } from "../protocol.ts";
import { QueryStopped } from "./query-stopped.ts";
import { StoreSink } from "./sinks/store-sink.ts";
import { SlotRun } from "./slot-run.ts";
import { FilesSource } from "./sources/files-source.ts";
import { SpilledProbeSource } from "./sources/spilled-probe-source.ts";

interface OpenRun {
  readonly run: SlotRun;
  readonly steps: Generator<unknown>;
  readonly stop: () => boolean;
  reported: { rowsIn: number; rowsOut: number; spilled: number };
}

/** Arenas that an isolate has views of; a retired one is forgotten when others have come. */
const MAX_ARENAS = 2;

/** The slots that are open in one isolate, and its views of arenas. */
export class SlotTable {
  private readonly runs = new Map<string, OpenRun>();
  private readonly arenas = new Map<number, Arena>();
  private readonly files: LocalFiles;

  constructor(files: LocalFiles) {
    this.files = files;
  }

  /** The isolate's views of an arena. */
  arena(handle: ArenaHandle): Arena {
    let arena = this.arenas.get(handle.id);
    if (arena === undefined) {
      arena = new Arena(handle.memory, handle.kernels);
      this.arenas.set(handle.id, arena);
      for (const id of this.arenas.keys()) if (this.arenas.size > MAX_ARENAS) this.arenas.delete(id);
    }
    return arena;
  }

  /** Drops the isolate's views of an arena that was given up. */
  forget(id: number): void {
    this.arenas.delete(id);
  }

  /** Registers arena views that exist already: the main thread's own. */
  adopt(id: number, arena: Arena): void {
    this.arenas.set(id, arena);
  }

  /** Runs a slot for one quantum; a slot that fails is closed, and an error of closing is the cause of the first one. */
  run(request: RunQuantum): QuantumReport {
    const started = performance.now();
    try {
      if (request.open !== null) this.open(request.key, request.open);
      return this.quantum(request, started);
    } catch (error) {
      try {
        this.close(request.key);
      } catch (closing) {
        if (error instanceof Error) error.cause ??= closing;
      }
      throw error;
    }
  }

  /** Closes a slot; unknown ones are ignored. */
  close(key: string): void {
    const open = this.runs.get(key);
    this.runs.delete(key);
    open?.run.close();
  }

  private open(key: string, { arena, module, task, words }: OpenSlot): void {
    const shared = pipelineWords(words, task.ordinal);
    const run = new SlotRun(task, this.arena(arena), module, shared, this.files);
    const stop = (): boolean => Atomics.load(shared.words, shared.stopIndex) !== 0;
    this.runs.set(key, { run, steps: run.run(), stop, reported: { rowsIn: 0, rowsOut: 0, spilled: 0 } });
  }

  private quantum(request: RunQuantum, started: number): QuantumReport {
    const open = this.runs.get(request.key);
    if (open === undefined) throw new WorkerDiedError("its thread has been replaced");
    const deadline = started + request.milliseconds;
    let done = false;
    let bytes = 0;
    let counted = 0;
    while (!done) {
      if (!open.stop()) done = step(open);
      if (open.stop()) {
        done = true;
        // The last morsel's counters belong to this report.
        open.run.source.closeMorsel();
        break;
      }
      for (; counted < open.run.chunks.length; counted++) bytes += open.run.chunks[counted]?.byteLength ?? 0;
      if (bytes >= request.windowBytes || performance.now() >= deadline) break;
    }
    const report = takeReport(open, done, started);
    if (done) this.close(request.key);
    return report;
  }
}

/** Works until the next point where the slot may be interrupted; whether it is done. */
function step({ steps }: OpenRun): boolean {
  try {
    return steps.next().done === true;
  } catch (error) {
    if (error instanceof QueryStopped) return true;
    throw error;
  }
}

function takeReport({ run, reported }: OpenRun, done: boolean, started: number): QuantumReport {
  const sink = run.sinkState;
  const spilled = sink?.spilled.slice(reported.spilled) ?? [];
  const store = sink instanceof StoreSink ? sink : null;
  const source = run.source instanceof FilesSource ? run.source : null;
  const report: QuantumReport = {
    status: done ? "done" : "more",
    chunks: run.chunks.splice(0),
    finishedMorsels: run.finishedMorsels.splice(0),
    currentMorsel: run.morsel,
    finishedRows: run.finishedRows.splice(0),
    currentRows: run.morselRows,
    rowsIn: run.rowsIn - reported.rowsIn,
    rowsOut: run.rowsOut - reported.rowsOut,
    bytesRead: run.source.takeBytesRead(),
    seconds: (performance.now() - started) / 1000,
    morsels: source?.finished.splice(0) ?? [],
    steps: run.takeWork(),
    spilled,
    rowCounts: run.rowCounts,
    leftovers: run.source instanceof SpilledProbeSource ? run.source.leftovers.splice(0) : [],
    bounds: done ? (store?.bounds ?? null) : null,
  };
  reported.rowsIn = run.rowsIn;
  reported.rowsOut = run.rowsOut;
  reported.spilled += spilled.length;
  return report;
}
