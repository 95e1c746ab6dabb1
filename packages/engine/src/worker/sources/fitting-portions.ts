import { StateViews } from "../../spill/state-views.ts";
import type { SlotMemory } from "../slot-memory.ts";
import { PageLoader } from "./page-loader.ts";
import type { Portion, PortionSize } from "./portion.ts";
import { pagesOf, sizeOfPortion } from "./portion.ts";
import type { SplitLayout } from "./portion-splitter.ts";
import { PortionSplitter, splitBits } from "./portion-splitter.ts";
import { PortionStack } from "./portion-stack.ts";
import type { SourceContext } from "./source-context.ts";

/** What a source needs for the portions that it reads. */
export interface PortionNeeds extends SplitLayout {
  /** Bytes beside the stored rows for each of them, at most. */
  readonly rowBytes: number;
  /** false where all rows are one group: it cannot be split, and is there even without rows. */
  readonly hasKeys: boolean;
}

/** The portions of a morsel one by one, in the order of their hashes, those that are too large split until they fit. */
export class FittingPortions {
  private readonly memory: SlotMemory;
  private readonly context: SourceContext;
  private readonly loader: PageLoader;
  private readonly splitter: PortionSplitter;
  private readonly needs: PortionNeeds;
  private readonly views: StateViews;
  private readonly stack = new PortionStack<Portion>((path) => this.loader.forget(path));

  constructor(context: SourceContext, needs: PortionNeeds) {
    const { memory, query } = context;
    this.memory = memory;
    this.context = context;
    this.needs = needs;
    this.views = new StateViews(memory.arena, memory.allocator, needs.stateViews ?? []);
    this.loader = new PageLoader(memory, query, needs.stride, needs.viewOffsets);
    this.splitter = new PortionSplitter(memory, query, this.loader, needs);
  }

  /** Begins a morsel. */
  begin(portion: Portion): void {
    this.stack.begin(portion);
  }

  /** The next portion to be read, or null. */
  *next(): Generator<void, Portion | null> {
    const { budgetBytes } = this.context;
    for (let portion = this.stack.take(); portion !== null; portion = this.stack.take()) {
      const size = sizeOfPortion(this.memory.arena, portion);
      if (size.numRows === 0 && this.needs.hasKeys) continue;
      const bits = this.bitsOf(portion, size);
      if (bits === 0) return portion;
      const file = this.context.spill.open();
      this.stack.replace(yield* this.splitter.split(portion, bits, budgetBytes, file), [file]);
    }
    return null;
  }

  /** Whether a portion that came from `next` can be held in memory as a whole. */
  fits(portion: Portion): boolean {
    const { numRows, spilledBytes } = sizeOfPortion(this.memory.arena, portion);
    return spilledBytes === 0 || spilledBytes + numRows * this.needs.rowBytes <= this.context.budgetBytes;
  }

  /** All pages of a portion, from memory and from disk; whoever takes one frees it. */
  pagesOf(portion: Portion): Generator<number> {
    return pagesOf(this.memory.arena, this.loader, portion, { loaded: (page) => this.views.toAddresses(page) });
  }

  /** Ends a morsel: what was not read is forgotten. */
  clear(): void {
    this.stack.clear();
  }

  close(): void {
    this.loader.close();
  }

  /** The bits by which a portion has to be split: 0 for one that fits, and for one that is in memory already. */
  private bitsOf(portion: Portion, { numRows, spilledBytes }: PortionSize): number {
    if (this.fits(portion) || !this.needs.hasKeys) return 0;
    const bytes = spilledBytes + numRows * this.needs.rowBytes;
    return splitBits(portion, bytes, this.context.budgetBytes);
  }
}
