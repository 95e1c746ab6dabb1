import { InternalEngineError, STAGE_ROWS } from "@millrace/core";
import type { BatchSource } from "../row-source.ts";
import type { SlotMemory } from "../slot-memory.ts";
import { PageLoader } from "./page-loader.ts";
import { listedPages } from "./portion.ts";
import type { SourceContext } from "./source-context.ts";
import type { UnmatchedTask } from "./source-task.ts";

/** Build rows that no probe row met; a morsel is one list of pages, or one part on disk. */
export class UnmatchedSource implements BatchSource {
  private readonly task: UnmatchedTask;
  private readonly memory: SlotMemory;
  private readonly loader: PageLoader;
  private readonly rowsWord: number;
  private readonly outRows: number;
  private pages: Iterator<number> | null = null;
  /** A page that was brought back for this batch. */
  private loaded = 0;
  private isLoaded = false;

  constructor(task: UnmatchedTask, { memory, program, query }: SourceContext) {
    if (program.sourceRows === null) throw new InternalEngineError("A source of rows has no word for them");
    this.task = task;
    this.memory = memory;
    this.loader = new PageLoader(memory, query, task.stride, task.viewOffsets);
    this.rowsWord = program.sourceRows;
    this.outRows = memory.allocator.alloc(STAGE_ROWS * 4);
  }

  open(morsel: number): void {
    const { lists, spilled } = this.task;
    const list = lists[morsel];
    const part = spilled[morsel - lists.length];
    this.isLoaded = list === undefined;
    this.pages = null;
    if (list !== undefined) this.pages = listedPages(this.memory.arena, [list]);
    else if (part !== undefined) this.pages = this.loader.pages(part);
  }

  next(): number {
    const { kernels } = this.memory.arena;
    this.memory.setWord(this.rowsWord, this.outRows);
    for (;;) {
      this.freePage();
      const next = this.pages?.next();
      if (next === undefined || next.done === true) return 0;
      if (this.isLoaded) this.loaded = next.value;
      const count = kernels.join_unmatched(next.value, 0, this.outRows, STAGE_ROWS);
      if (count > 0) return count;
    }
  }

  loadLate(): void {}

  closeMorsel(): void {
    this.freePage();
  }

  takeBytesRead(): number {
    return 0;
  }

  close(): void {
    this.freePage();
    this.loader.close();
  }

  private freePage(): void {
    if (this.loaded !== 0) this.memory.arena.free(this.loaded);
    this.loaded = 0;
  }
}
