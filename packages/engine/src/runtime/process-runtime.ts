import { readFileSync } from "node:fs";
import { PAGE_SIZE } from "@millrace/core";
import type { KernelSignatures } from "@millrace/kernels";
import { kernelsUrl, readSignatures } from "@millrace/kernels";
import { CompileCache } from "../coordinator/compile-cache.ts";
import { WorkerPool } from "../coordinator/worker-pool.ts";
import { Arena } from "../memory/arena.ts";
import { collectEverything, collectGarbage } from "../memory/garbage.ts";
import type { ArenaHandle } from "../protocol.ts";
import { PlanCache } from "./plan-cache.ts";

/** The arena of a process without queries is given up after so long, if it has touched more than is worth keeping. */
const IDLE_MS = 2000;
const KEPT_BYTES = 24 * 1024 * 1024;
/** A smaller heap is shrunk in some 10 ms; a larger one only when the program asks for it. */
const SMALL_HEAP_BYTES = 64 * 1024 * 1024;

/** What all queries of a process share; everything is created when it is first needed. */
export class ProcessRuntime {
  readonly cache: CompileCache = new CompileCache();
  readonly plans: PlanCache = new PlanCache();
  readonly pool: WorkerPool = new WorkerPool();
  /** Bytes of state that running queries with a memory limit were granted. */
  grantedBytes = 0;
  private loaded: { readonly module: WebAssembly.Module; readonly signatures: KernelSignatures } | null = null;
  private current: { readonly arena: Arena; readonly handle: ArenaHandle } | null = null;
  private leastBase = Number.POSITIVE_INFINITY;
  private readonly queries = new Set<number>();
  private nextArena = 1;
  private nextQuery = 1;
  private idle: NodeJS.Timeout | undefined;

  /** The kernels and the types of their functions. */
  get kernels(): { readonly module: WebAssembly.Module; readonly signatures: KernelSignatures } {
    if (this.loaded === null) {
      const bytes = readFileSync(kernelsUrl);
      this.loaded = { module: new WebAssembly.Module(bytes), signatures: readSignatures(bytes) };
    }
    return this.loaded;
  }

  /** The arena of queries that start now. */
  get arena(): { readonly arena: Arena; readonly handle: ArenaHandle } {
    if (this.current === null) {
      const { module } = this.kernels;
      const arena = Arena.create(module);
      this.current = { arena, handle: { id: this.nextArena++, memory: arena.memory, kernels: module } };
    }
    return this.current;
  }

  /** Bytes that the process holds beside the arena: what of the arena was touched stays with the process, for the next query. */
  get baseBytes(): number {
    const resident = process.memoryUsage.rss();
    const touched = this.current?.arena.touchedBytes ?? 0;
    // Not all that lies below the highest page was touched, so the least that the process had is taken for its own.
    this.leastBase = Math.min(this.leastBase, resident);
    return Math.max(this.leastBase, resident - touched);
  }

  /** Gives up an arena: a worker died and may have left it in disorder. Running queries keep it. */
  retireArena(arena: Arena): void {
    if (this.current?.arena === arena) this.current = null;
  }

  /** A number for a query that no other has; it counts as running until `closeQuery`. */
  openQuery(): number {
    clearTimeout(this.idle);
    const query = this.nextQuery++;
    this.queries.add(query);
    return query;
  }

  closeQuery(query: number): void {
    this.queries.delete(query);
    if (this.queries.size > 0 || (this.current?.arena.touchedBytes ?? 0) <= KEPT_BYTES) return;
    clearTimeout(this.idle);
    this.idle = setTimeout(() => void this.trim(process.memoryUsage().heapUsed < SMALL_HEAP_BYTES), IDLE_MS);
    this.idle.unref();
  }

  /**
   * Gives the memory of queries that are over back to the system, unless one is running: the arena is given up, plans are
   * forgotten, and every isolate collects what still refers to them. The calling thread's heap may be a large program's: it is
   * shrunk only where `everything` is asked for.
   */
  async trim(everything: boolean): Promise<void> {
    // The number alone: this function itself must not hold the arena.
    const id = this.current?.handle.id;
    if (this.queries.size > 0 || id === undefined) return;
    this.current = null;
    this.plans.clear();
    await this.pool.forget(id);
    // The stack that led here, and the messages on their way, may hold what the last query left.
    await new Promise((resolve) => setImmediate(resolve));
    if (everything) collectEverything();
    else collectGarbage();
  }

  /** Bytes of the arena that were touched before and are free now: resident, and at the next query's service. */
  freeArenaBytes(): number {
    if (this.current === null) return 0;
    const { kernels } = this.current.arena;
    let pages = kernels.arena_high_water();
    for (const query of this.queries) pages -= kernels.arena_pages(query);
    return Math.max(0, pages) * PAGE_SIZE;
  }
}

/** The process's own runtime. */
export const runtime: ProcessRuntime = new ProcessRuntime();

/** Gives the memory of queries that are over back to the system; it happens by itself after two seconds without a query. */
export function trim(): Promise<void> {
  return runtime.trim(true);
}

/** Ends a worker whatever it is doing, as a crash would; for tests. */
export function killWorker(index: number): Promise<void> {
  return runtime.pool.kill(index);
}
