import { join } from "node:path";
import type { TempBudget } from "../spill/spill-file.ts";
import { SpillBuffers, SpillFile } from "../spill/spill-file.ts";
import type { SlotMemory } from "./slot-memory.ts";

/** The spill files of one slot's run, its sink's and its source's: they share the memory that they work in. */
export class SlotSpill {
  readonly budget: TempBudget;
  private readonly memory: SlotMemory;
  private readonly folder: string;
  private readonly name: string;
  private readonly files: SpillFile[] = [];
  private buffers: SpillBuffers | null = null;

  /** `name` is the run's own within the query's folder. */
  constructor(memory: SlotMemory, folder: string, name: string, budget: TempBudget) {
    this.memory = memory;
    this.folder = folder;
    this.name = name;
    this.budget = budget;
  }

  /** A new file, made when something is written to it. */
  open(): SpillFile {
    const { arena, allocator, cipher } = this.memory;
    this.buffers ??= new SpillBuffers(arena, allocator);
    const path = join(this.folder, `${this.name}-${this.files.length}.spill`);
    const file = new SpillFile(arena, path, this.buffers, this.budget, cipher);
    this.files.push(file);
    return file;
  }

  /** Closes the files; they stay for whoever reads them. */
  close(): void {
    for (const file of this.files) file.close();
  }
}
