import type { FrameData } from "@millrace/core";
import type { LogicalPlan } from "./logical-plan.ts";

/** Where a scan's rows come from; plain data (a frame's buffers are shared, not copied, by structuredClone). */
export type ScanSource =
  | {
      readonly kind: "files";
      /** A registered file format: "parquet", "csv". */
      readonly format: string;
      /** Resolved files in scan order. */
      readonly files: readonly ScanFile[];
      /** The format's own options, plain data. */
      readonly options: Readonly<Record<string, unknown>>;
      /** What `explain` shows: the path or glob as the user gave it. */
      readonly label: string;
    }
  | { readonly kind: "frame"; readonly data: FrameData; readonly label: string }
  /** Batches of an async iterator, kept by the caller under this id. */
  | { readonly kind: "stream"; readonly id: number; readonly label: string }
  | SharedSource;

/** The rows of a sub-plan that several places of a plan read; the optimizer makes it. */
export interface SharedSource {
  readonly kind: "shared";
  /** One number a sub-plan, unique in the process. */
  readonly id: number;
  readonly plan: LogicalPlan;
  readonly label: string;
}

/** One file of a scan. */
export interface ScanFile {
  readonly path: string;
  readonly byteLength: number;
  readonly modifiedMs: number;
  /** The file system's number of the file. */
  readonly inode: number;
  /** Values of `key=value` folders, by column; null for the default partition. */
  readonly partition: Readonly<Record<string, string | null>>;
}
