// The one place where the frame package meets the engine.

import type { FrameData, QueryOptions, Schema } from "@millrace/core";
import * as engine from "@millrace/engine";
import type { FunctionCatalog, LogicalPlan, ScanSource } from "@millrace/plan";

/** Where a query's rows are written. */
export type SinkTarget =
  | { readonly kind: "parquet"; readonly path: string; readonly options: ParquetSinkOptions }
  | { readonly kind: "csv"; readonly path: string; readonly options: CsvSinkOptions };

/** What a sink wrote. */
export interface SinkSummary {
  readonly rows: number;
  readonly bytes: number;
  readonly files: readonly string[];
}

/** How Parquet is written. */
export interface ParquetSinkOptions {
  /** Default "zstd". */
  readonly compression?: "zstd" | "snappy" | "gzip" | "lz4" | "brotli" | "uncompressed" | undefined;
  readonly compressionLevel?: number | undefined;
  /** Least and greatest value and null count of each column chunk; default true. */
  readonly statistics?: boolean | undefined;
  /** Rows of a row group; default 122,880. */
  readonly rowGroupSize?: number | undefined;
  /** Bytes of a data page. */
  readonly dataPageSize?: number | undefined;
  /** Create missing parent folders. */
  readonly mkdir?: boolean | undefined;
}

/** How CSV is written. */
export interface CsvSinkOptions {
  /** One character between fields; default ",". */
  readonly separator?: string | undefined;
  /** Default true. */
  readonly includeHeader?: boolean | undefined;
  /** One character around fields that need it; default '"'. */
  readonly quoteChar?: string | undefined;
  /** The text of a null; default empty. */
  readonly nullValue?: string | undefined;
  readonly lineTerminator?: string | undefined;
  /** Rows formatted at a time; it does not change the bytes. */
  readonly batchSize?: number | undefined;
  /** Create missing parent folders. */
  readonly mkdir?: boolean | undefined;
}

/** What `explain` shows and how. */
export interface ExplainRequest {
  readonly level: "logical" | "optimized" | "physical";
  readonly format: "text" | "wat";
}

/** Where a query's time, rows and bytes went; plain data. */
export type QueryProfile = Readonly<Record<string, unknown>>;

/** What the engine does for frames. */
export interface EnginePort {
  collect(plan: LogicalPlan, options: QueryOptions): Promise<FrameData>;
  /** Inline, on the calling thread; the plan scans frames alone. */
  collectSync(plan: LogicalPlan): FrameData;
  streamBatches(plan: LogicalPlan, options: QueryOptions): AsyncIterableIterator<FrameData>;
  sink(plan: LogicalPlan, target: SinkTarget, options: QueryOptions): Promise<SinkSummary>;
  explain(plan: LogicalPlan, request: ExplainRequest, options: QueryOptions): Promise<string>;
  profile(plan: LogicalPlan, options: QueryOptions): Promise<{ data: FrameData; profile: QueryProfile }>;
  /** Keeps a stream of batches for a scan; returns its id. */
  registerStream(source: AsyncIterable<FrameData>, schema: Schema): number;
  /** The columns of files: reads footers and samples only. */
  inferScanSchema(source: ScanSource): Schema;
  readonly catalog: FunctionCatalog;
}

/** The engine. */
export const enginePort: EnginePort = engine as unknown as EnginePort;
