import type { FrameData } from "@millrace/core";
import type { Morsel, OpenScan } from "@millrace/formats";
import type { SpilledPart } from "../../spill/spilled-part.ts";

/** Files of a format. */
export interface FilesTask {
  readonly kind: "files";
  readonly format: string;
  readonly scan: OpenScan;
  readonly morsels: readonly Morsel[];
  /** Source columns that come from folder names: by column, the text of each file. */
  readonly partitions: readonly { readonly column: number; readonly values: readonly (string | null)[] }[];
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

/** Groups: pages by partition, of every slot, to be merged; morsels are partitions. */
export interface GroupsTask {
  readonly kind: "groups";
  readonly descriptor: number;
  readonly radixBits: number;
  readonly stride: number;
  readonly viewOffsets: readonly number[];
  /** First pages in memory by partition. */
  readonly pages: readonly (readonly number[])[];
  readonly spilled: readonly (readonly SpilledPart[])[];
}

/** The one row of groups without keys; the rows of all slots are merged into the first. */
export interface SingleRowSource {
  readonly kind: "single";
  readonly rows: readonly number[];
}

/** Sorted runs, to be merged. One morsel. */
export interface SortedTask {
  readonly kind: "sorted";
  readonly descriptor: number;
  readonly stride: number;
  readonly viewOffsets: readonly number[];
  /** Runs in memory: sorted entries. */
  readonly runs: readonly { readonly entries: number; readonly length: number }[];
  readonly spilled: readonly SpilledPart[];
  readonly limit: number | null;
}

/** Build rows that no probe row met; morsels are page lists. */
export interface UnmatchedTask {
  readonly kind: "unmatched";
  readonly pages: readonly number[];
}

/** Rows by group, of every slot; morsels are partitions. */
export interface HolisticTask {
  readonly kind: "holistic";
  readonly groups: GroupsTask;
  readonly plan: unknown;
}

/** Where a slot's rows come from: plain data. */
export type SourceTask =
  | FilesTask
  | FrameTask
  | GroupsTask
  | SingleRowSource
  | SortedTask
  | UnmatchedTask
  | HolisticTask;

/** How many morsels a source has. */
export function numMorsels(task: SourceTask): number {
  switch (task.kind) {
    case "files":
      return task.morsels.length;
    case "frame":
      return task.data.chunks.length;
    case "groups":
      return 2 ** task.radixBits;
    case "holistic":
      return 2 ** task.groups.radixBits;
    case "unmatched":
      return task.pages.length;
    case "single":
    case "sorted":
      return 1;
  }
}
