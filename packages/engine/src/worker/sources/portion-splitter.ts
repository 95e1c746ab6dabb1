import { PAGE_SIZE } from "@millrace/core";
import type { CopiedLayout } from "../../spill/row-copier.ts";
import type { SpillFile } from "../../spill/spill-file.ts";
import type { SpilledPart } from "../../spill/spilled-part.ts";
import { SpillingRows } from "../../spill/spilling-rows.ts";
import { StateViews } from "../../spill/state-views.ts";
import type { SlotMemory } from "../slot-memory.ts";
import type { PageLoader } from "./page-loader.ts";
import type { Portion } from "./portion.ts";
import { pagesOf, sizeOfPortion } from "./portion.ts";

/** Where splitting ends: so few bits tell rows apart no more than chance does. */
const MAX_USED_BITS = 40;
/** Pieces of one split as log2, at most. */
const MAX_SPLIT_BITS = 6;
/** Each piece fills at least so many pages before they are written. */
const PAGES_A_PIECE = 3;
/** A piece with a larger part of its portion's rows is not split again. */
const STUBBORN_PART = 0.75;
/** Pages that are split between two chances for other queries. */
const PAGES_A_STEP = 16;

/** How the rows of a portion lie. */
export interface SplitLayout extends CopiedLayout {
  /** Where the hash lies in a row. */
  readonly hashOffset: number;
  /** Which of the views belong to states, see StateViews; none if absent. */
  readonly stateViews?: readonly number[];
}

/** Splits portions that are larger than a slot may hold by further bits of their hashes. */
export class PortionSplitter {
  private readonly memory: SlotMemory;
  private readonly query: number;
  private readonly loader: PageLoader;
  private readonly layout: SplitLayout;
  private readonly views: StateViews;

  constructor(memory: SlotMemory, query: number, loader: PageLoader, layout: SplitLayout) {
    this.memory = memory;
    this.query = query;
    this.loader = loader;
    this.layout = layout;
    this.views = new StateViews(memory.arena, memory.allocator, layout.stateViews ?? []);
  }

  /** Copies the rows to 2^bits pieces in a file, ascending by hash, and frees their pages; pauses now and then. */
  *split(portion: Portion, bits: number, budgetBytes: number, file: SpillFile): Generator<void, Portion[]> {
    const { arena, allocator } = this.memory;
    const { usedBits } = portion;
    const { numRows } = sizeOfPortion(arena, portion);
    const pieces = new SpillingRows(arena, allocator, this.query, {
      layout: this.layout,
      pages: Math.floor(budgetBytes / PAGE_SIZE),
      radixBits: bits,
      usedBits,
      file: () => file,
    });
    let numPages = 0;
    for (const page of pagesOf(arena, this.loader, portion, { listed: (page) => this.views.toDistances(page) })) {
      pieces.addPage(page, this.layout.hashOffset);
      arena.free(page);
      numPages += 1;
      if (numPages % PAGES_A_STEP === 0) yield;
    }
    const parts: SpilledPart[][] = Array.from({ length: 2 ** bits }, () => []);
    for (const part of pieces.finish()) parts[part.partition]?.push(part);
    return parts.map((own): Portion => {
      const ownRows = own.reduce((sum, part) => sum + part.numRows, 0);
      const isStubborn = ownRows > numRows * STUBBORN_PART || usedBits + bits >= MAX_USED_BITS;
      return { lists: [], parts: own, usedBits: usedBits + bits, isStubborn };
    });
  }
}

/** The bits by which a portion that takes `bytes` is split so that its pieces fit into `budgetBytes`; 0 = it cannot be split. */
export function splitBits(portion: Portion, bytes: number, budgetBytes: number): number {
  if (portion.isStubborn) return 0;
  const wanted = Math.ceil(Math.log2((bytes / Math.max(1, budgetBytes)) * 1.5));
  const affordable = Math.floor(Math.log2(Math.max(2, budgetBytes / PAGE_SIZE / PAGES_A_PIECE)));
  return Math.max(1, Math.min(wanted, affordable, MAX_SPLIT_BITS));
}
