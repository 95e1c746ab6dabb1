import { ROW_PAGE_EXTENT_ORDER, ROW_PAGE_NEXT } from "@millrace/core";
import { damaged, SpillReader } from "../../spill/spill-file.ts";
import type { SpilledPart } from "../../spill/spilled-part.ts";
import type { SlotMemory } from "../slot-memory.ts";

/** Brings spilled pages back into memory and checks them. */
export class PageLoader {
  private readonly memory: SlotMemory;
  private readonly query: number;
  private readonly stride: number;
  private readonly viewOffsets: number;
  private readonly numViews: number;
  private reader: SpillReader | null = null;

  constructor(memory: SlotMemory, query: number, stride: number, viewOffsets: readonly number[]) {
    this.memory = memory;
    this.query = query;
    this.stride = stride;
    this.numViews = viewOffsets.length;
    this.viewOffsets = memory.allocator.alloc(4 * viewOffsets.length + 4);
    viewOffsets.forEach((offset, i) => {
      memory.arena.setWord(this.viewOffsets + 4 * i, offset);
    });
  }

  /** The pages of a part, one after another; each is a block of its own that the caller frees. */
  *pages(part: SpilledPart): Generator<number> {
    let offset = part.offset;
    for (let i = 0; i < part.numPages; i++) {
      const { page, next } = this.page(part, offset);
      offset = next;
      yield page;
    }
  }

  /** The page at an offset of a part, and where the next one begins. */
  page(part: SpilledPart, offset: number): { page: number; next: number } {
    const { arena, allocator, cipher } = this.memory;
    this.reader ??= new SpillReader(arena, allocator, cipher);
    const result = this.reader.readPage(part, offset, (byteLength) => arena.alloc(byteLength, this.query));
    const { page } = result;
    const byteLength = 32768 << arena.word(page + ROW_PAGE_EXTENT_ORDER);
    if (arena.kernels.rows_check_page(page, byteLength, this.stride, this.numViews, this.viewOffsets) === 0) {
      throw damaged(part, offset);
    }
    arena.setWord(page + ROW_PAGE_NEXT, 0);
    return result;
  }

  /** Lets go of a file that is about to be removed. */
  forget(path: string): void {
    this.reader?.forget(path);
  }

  close(): void {
    this.reader?.close();
  }
}
