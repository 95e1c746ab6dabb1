// The one place where the frame package meets the engine.

import type { FrameData, QueryOptions, Schema } from "@millrace/core";
import type { QueryProfile } from "@millrace/engine";
import * as engine from "@millrace/engine";
import type { CsvWriteOptions, ParquetWriteOptions } from "@millrace/formats";
import type { FunctionCatalog, LogicalPlan, ScanSource } from "@millrace/plan";

/** Where a query's rows are written; `mkdir` makes missing parent folders. */
export type SinkTarget =
  | {
      readonly kind: "parquet";
      readonly path: string;
      readonly options: ParquetWriteOptions;
      readonly mkdir: boolean;
    }
  | { readonly kind: "csv"; readonly path: string; readonly options: CsvWriteOptions; readonly mkdir: boolean };

/** What a sink wrote. */
export interface SinkSummary {
  readonly rows: number;
  readonly bytes: number;
  readonly files: readonly string[];
  /** Values that did not parse and became null, where the scan says ignoreErrors. */
  readonly rejectedRows: number;
}

/** How Parquet is written, and whether missing parent folders are made. */
export type ParquetSinkOptions = ParquetWriteOptions & MakeFolders;

/** How CSV is written, and whether missing parent folders are made. */
export type CsvSinkOptions = CsvWriteOptions & MakeFolders;

/** An option of everything that writes files. */
export interface MakeFolders {
  /** Make missing parent folders; default false. */
  readonly mkdir?: boolean;
}

/** What `explain` shows and how. */
export interface ExplainRequest {
  readonly level: "logical" | "optimized" | "physical";
  readonly format: "text" | "wat";
}

export type { OperatorProfile, PipelineProfile, QueryProfile, ScanProfile } from "@millrace/engine";

/** What the engine does for frames. */
export interface EnginePort {
  collect(plan: LogicalPlan, options: QueryOptions): Promise<FrameData>;
  /** Inline, on the calling thread; the plan scans frames alone. */
  collectSync(plan: LogicalPlan): FrameData;
  streamBatches(plan: LogicalPlan, options: QueryOptions): AsyncIterableIterator<FrameData>;
  sink(plan: LogicalPlan, target: SinkTarget, options: QueryOptions): Promise<SinkSummary>;
  explain(plan: LogicalPlan, request: ExplainRequest, options: QueryOptions): Promise<string>;
  profile(plan: LogicalPlan, options: QueryOptions): Promise<{ data: FrameData; profile: QueryProfile }>;
  /** Keeps a stream of batches for the scans of the source that is returned. */
  registerStream(source: AsyncIterable<FrameData>, schema: Schema): ScanSource;
  /** The columns of files: reads footers and samples only. */
  inferScanSchema(source: ScanSource): Schema;
  readonly catalog: FunctionCatalog;
}

/** The engine. */
export const enginePort: EnginePort = engine as unknown as EnginePort;
