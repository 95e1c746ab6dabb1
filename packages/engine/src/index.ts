export { catalog } from "@millrace/functions";
export type { Fault } from "@millrace/storage";
export { injectFaults } from "@millrace/storage";
export type {
  OperatorProfile,
  PipelineProfile,
  QueryProfile,
  ScanProfile,
  UnreadPart,
} from "./coordinator/profile.ts";
export type { EngineTuning } from "./coordinator/tuning.ts";
export { setBaseTuning, setEngineTuning } from "./coordinator/tuning.ts";
export type { ExplainOptions } from "./explain/explain.ts";
export { explain } from "./explain/explain.ts";
export type { SinkSummary, SinkTarget } from "./runtime/file-sink.ts";
export { killWorker, trim } from "./runtime/process-runtime.ts";
export { collect, collectSync, profile } from "./runtime/run-query.ts";
export { inferScanSchema } from "./runtime/scan-schema.ts";
export { sink } from "./runtime/sink-query.ts";
export { streamBatches } from "./runtime/stream-batches.ts";
export { registerStream } from "./runtime/streams.ts";
