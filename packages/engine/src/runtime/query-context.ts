import { accessSync, constants, existsSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ResolvedQueryOptions } from "@millrace/core";
import { OptionError, PAGE_SIZE } from "@millrace/core";
import { catalog } from "@millrace/functions";
import type { Temporary } from "@millrace/storage";
import {
  faultPoint,
  ioError,
  ownedName,
  registerTemporary,
  releaseTemporary,
  sweepLeftBehind,
} from "@millrace/storage";
import type { ChunkTarget } from "../coordinator/chunk-target.ts";
import type { QueryProfile } from "../coordinator/profile.ts";
import { QueryMemory, SPARE_PART } from "../coordinator/query-memory.ts";
import { emptyProfile } from "../coordinator/query-profile.ts";
import { QueryRun } from "../coordinator/query-run.ts";
import type { QueryServices } from "../coordinator/query-steps.ts";
import { engineTuning } from "../coordinator/tuning.ts";
import { SMALL_WORK_BYTES, SMALL_WORK_UNSTARTED_BYTES } from "../coordinator/work-size.ts";
import type { Arena } from "../memory/arena.ts";
import { collectEverything } from "../memory/garbage.ts";
import type { MemoryPlan } from "../memory/process-memory.ts";
import { planMemory } from "../memory/process-memory.ts";
import type { PhysicalPlan } from "../physical/pipeline.ts";
import { makeTempKey } from "../spill/block-cipher.ts";
import { runtime } from "./process-runtime.ts";

/** The arena has half a GiB more. */
const MAX_STATE_BYTES = 3 * 1024 ** 3;
const MIN_WINDOW_BYTES = 512 * 1024;
const MAX_WINDOW_BYTES = 8 * 1024 * 1024;
/** Chunks that wait for their turn, at most: as many as the rows of a large row group, so that two can be read at once. */
const MAX_PENDING_BYTES = 64 * 1024 * 1024;

/** Everything of one query that must be given back at its end. */
export class QueryContext {
  readonly threads: number;
  readonly profile: QueryProfile;
  readonly query: number;
  /** Bytes of results that a slot may be ahead with. */
  readonly windowBytes: number;
  /** Bytes of results that may wait for their turn before slots that have run ahead wait too. */
  private readonly pendingBytes: number;
  readonly arena: Arena;
  private readonly memory: QueryMemory;
  private readonly options: ResolvedQueryOptions;
  private grantedBytes: number;
  private isAbandoned = false;
  private folder: string | null = null;
  /** Removes the folder when the process ends before the query does. */
  private readonly temporary: Temporary = { abort: () => this.removeFolder() };

  constructor(options: ResolvedQueryOptions, inline: boolean) {
    const { arena } = runtime.arena;
    const tuning = engineTuning();
    const { memoryLimit, memoryLimitGiven, threads, threadsGiven } = options;
    const share = planCollected(() =>
      planMemory(memoryLimit, inline ? 1 : threads, threadsGiven, {
        baseBytes: memoryLimitGiven ? runtime.baseBytes : 0,
        runningWorkers: runtime.pool.numStarted,
        grantedBytes: runtime.grantedBytes,
      }),
    );
    this.grantedBytes = memoryLimitGiven && Number.isFinite(share.stateBytes) ? share.stateBytes : 0;
    runtime.grantedBytes += this.grantedBytes;
    this.options = options;
    this.threads = share.threads;
    this.windowBytes = windowBytesFor(share.stateBytes, MAX_WINDOW_BYTES);
    this.pendingBytes = windowBytesFor(share.stateBytes, MAX_PENDING_BYTES);
    this.arena = arena;
    this.query = runtime.openQuery();
    const stateBytes = tuning.stateLimit ?? Math.min(share.stateBytes, MAX_STATE_BYTES);
    this.memory = new QueryMemory(arena, this.query, stateBytes, this.threads, tuning);
    this.profile = emptyProfile();
  }

  /** Bytes that the sets of keys of the query's joins may hold. */
  get keySetBytes(): number {
    return this.memory.statePages * PAGE_SIZE * SPARE_PART;
  }

  /** The query, ready to be driven. */
  createRun(plan: PhysicalPlan, result: ChunkTarget, onProgress: (() => void) | null): QueryRun {
    // Named beforehand, so that workers need no word with the main thread when they spill; chunks never do.
    if (plan.states.some((state) => state.kind !== "chunks")) this.folder = nameFolder(this.options);
    registerTemporary(this.temporary);
    const { signatures } = runtime.kernels;
    const { maxTempBytes } = this.options;
    const services: QueryServices = {
      catalog,
      signatures,
      cache: runtime.cache,
      spillFolder: this.folder ?? "",
      tempKey: this.options.spillEncryption ? makeTempKey() : null,
      maxTempBytes: Number.isFinite(maxTempBytes) ? maxTempBytes : null,
      profile: this.profile,
      smallWork: () => this.smallWork(),
      onProgress,
      windowBytes: this.windowBytes,
      pendingBytes: this.pendingBytes,
    };
    return new QueryRun(plan, this.memory, services, this.threads, result);
  }

  /** Bytes of work that the calling thread does itself now. */
  smallWork(): number {
    const usual = runtime.pool.isAwake ? SMALL_WORK_BYTES : SMALL_WORK_UNSTARTED_BYTES;
    return engineTuning().inlineBytes ?? usual;
  }

  /** Leaves the query's pages where they are: the arena is given up, and its lock may belong to a thread that is no more. */
  abandonMemory(): void {
    this.isAbandoned = true;
  }

  /** Gives back memory and temporary files. */
  close(): void {
    runtime.closeQuery(this.query);
    if (!this.isAbandoned) this.memory.close();
    runtime.grantedBytes -= this.grantedBytes;
    this.grantedBytes = 0;
    this.removeFolder();
    releaseTemporary(this.temporary);
  }

  private removeFolder(): void {
    if (this.folder !== null && existsSync(this.folder)) rmSync(this.folder, { recursive: true, force: true });
    this.folder = null;
  }
}

/** The folder of a query's spill files, which the first of them makes: most queries need none. */
function nameFolder({ tempDir, tempDirSetBy }: ResolvedQueryOptions): string {
  try {
    faultPoint("folder", tempDir);
    const status = statSync(tempDir, { throwIfNoEntry: false });
    if (status?.isDirectory() !== true) {
      const what = status === undefined ? "does not exist" : "is no folder";
      const text = `${tempDirSetBy} is the folder for temporary files, and ${what}: ${tempDir}. Make the folder, or name another`;
      throw new OptionError(text, "collect", tempDirSetBy);
    }
    accessSync(tempDir, constants.W_OK | constants.X_OK);
    sweepLeftBehind(tempDir);
    return join(tempDir, `millrace-${ownedName()}`);
  } catch (error) {
    throw ioError(error, "write in", tempDir);
  }
}

/** A plan of the memory; where there is too little, what the program has dropped is collected before the query is refused. */
function planCollected(plan: () => MemoryPlan): MemoryPlan {
  try {
    return plan();
  } catch {
    collectEverything();
    return plan();
  }
}

/** Results on their way are a small part of what a query may hold. */
function windowBytesFor(stateBytes: number, most: number): number {
  return Math.max(MIN_WINDOW_BYTES, Math.min(most, Math.floor(stateBytes / 32)));
}
