import type { BrokenJoinPromise, FrameData } from "@millrace/core";
import type { Morsel, OpenScan } from "@millrace/formats";
import type { LiteralValue } from "@millrace/plan";
import type { SpilledPart } from "../../spill/spilled-part.ts";
import type { SortedRun } from "../sinks/sort-rows.ts";

/** Files of a format. */
export interface FilesTask {
  readonly kind: "files";
  readonly format: string;
  readonly scan: OpenScan;
  readonly morsels: readonly Morsel[];
  /** Source columns that come from folder names: by column, the value of each file. */
  readonly partitions: readonly { readonly column: number; readonly values: readonly LiteralValue[] }[];
  /** For each source column its place among the columns of the reader, or -1. */
  readonly readerColumns: readonly number[];
  /** At most so many rows of the source. */
  readonly limit: number | null;
}

/** Chunks of a frame; morsels are chunks. */
export interface FrameTask {
  readonly kind: "frame";
  readonly data: FrameData;
  /** For each source column its place in the frame. */
  readonly columns: readonly number[];
  readonly limit: number | null;
}

/** Rows in the states of groups: offsets in a group's row, and in its state, see core's layout/top-rows.ts. */
export interface TopRowsTask {
  readonly stateOffset: number;
  readonly orderOffset: number;
  readonly slotsOffset: number;
  readonly slotSize: number;
}

/** Groups: pages by partition, of every slot, to be merged; morsels are partitions. */
export interface GroupsTask {
  readonly kind: "groups";
  readonly descriptor: number;
  readonly radixBits: number;
  readonly stride: number;
  /** Where strings lie in a row, and which of them belong to states: see StateViews. */
  readonly viewOffsets: readonly number[];
  readonly stateViews: readonly number[];
  /** Where a state holds rows, each of which is a row of the source; null where a group is. */
  readonly top: TopRowsTask | null;
  /** First pages in memory by partition. */
  readonly pages: readonly (readonly number[])[];
  readonly spilled: readonly (readonly SpilledPart[])[];
}

/** The one row of groups without keys; the rows of all slots are merged into the first. */
export interface SingleRowSource {
  readonly kind: "single";
  readonly rows: readonly number[];
}

/** Sorted runs, to be merged; morsels are ranges of the order. Where runs are on disk there is one. */
export interface SortedTask {
  readonly kind: "sorted";
  /** Other pipelines read the runs too: their files stay. */
  readonly isShared: boolean;
  readonly descriptor: number;
  readonly stride: number;
  readonly viewOffsets: readonly number[];
  /** Runs in memory, by range: the pieces of each that belong to it. */
  readonly ranges: readonly (readonly SortedRun[])[];
  readonly spilled: readonly SpilledPart[];
  readonly limit: number | null;
}

/** Build rows that no probe row met; morsels are page lists, then parts on disk. */
export interface UnmatchedTask {
  readonly kind: "unmatched";
  /** First pages of lists in memory. */
  readonly lists: readonly number[];
  readonly spilled: readonly SpilledPart[];
  readonly stride: number;
  readonly viewOffsets: readonly number[];
}

/** Pages of a stored side by partition: in memory, one list a slot, and on disk. */
export interface PartitionedPages {
  readonly pages: readonly (readonly number[])[];
  readonly spilled: readonly (readonly SpilledPart[])[];
  readonly stride: number;
  readonly viewOffsets: readonly number[];
}

/** Probe rows with their spilled build side; morsels are partitions. */
export interface SpilledProbeTask {
  readonly kind: "spilledProbe";
  readonly state: number;
  readonly descriptor: number;
  readonly radixBits: number;
  readonly build: PartitionedPages;
  readonly probe: PartitionedPages;
  /** Throw if a key of the build side occurs twice: what `validate` promised. */
  readonly promise: BrokenJoinPromise | null;
  /** Build rows without a partner are put aside: somebody asks for them. */
  readonly keepsUnmatched: boolean;
}

/** A table of rows by key: the descriptor of its keys, bytes from a row to the next, and where strings lie in a row's key. */
export interface KeyedTask {
  readonly descriptor: number;
  readonly stride: number;
  readonly viewOffsets: readonly number[];
}

/** Rows by group, of every slot; morsels are partitions. */
export interface HolisticTask {
  readonly kind: "holistic";
  readonly stored: PartitionedPages;
  readonly radixBits: number;
  readonly groups: KeyedTask;
  /** Where strings lie in the states of a group's row: addresses in stored pages. */
  readonly stateViews: readonly number[];
  /** Without keys there is one group, whether there are rows or not. */
  readonly hasKeys: boolean;
  /** The tables of different values, in the order of the program's. */
  readonly distinct: readonly KeyedTask[];
}

/** Where a slot's rows come from: plain data. */
export type SourceTask =
  | FilesTask
  | FrameTask
  | GroupsTask
  | SingleRowSource
  | SortedTask
  | UnmatchedTask
  | SpilledProbeTask
  | HolisticTask;

/** How many morsels a source has. */
export function numMorsels(task: SourceTask): number {
  switch (task.kind) {
    case "files":
      return task.morsels.length;
    case "frame":
      return task.data.chunks.length;
    case "groups":
    case "spilledProbe":
    case "holistic":
      return 2 ** task.radixBits;
    case "unmatched":
      return task.lists.length + task.spilled.length;
    case "sorted":
      return task.ranges.length;
    case "single":
      return 1;
  }
}
