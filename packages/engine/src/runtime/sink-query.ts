import { type QueryOptions, resolveQueryOptions } from "@millrace/core";
import type { LogicalPlan } from "@millrace/plan";
import { type FileSink, openFileSink, type SinkSummary, type SinkTarget } from "./file-sink.ts";
import { outputSchema } from "./finish-chunk.ts";
import { runQuery } from "./run-query.ts";

/** Runs a plan into a file, which appears only when it is complete; a failed query leaves what was there before. */
export async function sink(plan: LogicalPlan, target: SinkTarget, options: QueryOptions = {}): Promise<SinkSummary> {
  const resolved = resolveQueryOptions(options, target.kind === "parquet" ? "sinkParquet" : "sinkCsv");
  const schema = outputSchema(plan);
  const opened: { file: FileSink | null } = { file: null };
  try {
    let summary: SinkSummary | null = null;
    await runQuery(plan, resolved, (executor, context) => {
      const file = openFileSink(target, schema, executor, context.query);
      opened.file = file;
      return { push: (chunk) => file.push(chunk), finish: async () => void (summary = await file.finish()) };
    });
    return summary ?? { rows: 0, bytes: 0, files: [target.path] };
  } catch (error) {
    opened.file?.abort();
    throw error;
  }
}
