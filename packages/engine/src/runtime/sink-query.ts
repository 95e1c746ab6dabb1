import type { QueryOptions } from "@millrace/core";
import { resolveQueryOptions } from "@millrace/core";
import type { LogicalPlan } from "@millrace/plan";
import type { FileSink, SinkFile, SinkSummary, SinkTarget } from "./file-sink.ts";
import { openFileSink } from "./file-sink.ts";
import { outputSchema } from "./finish-chunk.ts";
import { refuseSource } from "./refuse-source.ts";
import { runQuery } from "./run-query.ts";

/** Runs a plan into a file, which appears only when it is complete; a failed query leaves what was there before. */
export async function sink(plan: LogicalPlan, target: SinkTarget, options: QueryOptions = {}): Promise<SinkSummary> {
  const resolved = resolveQueryOptions(options, target.kind === "parquet" ? "sinkParquet" : "sinkCsv");
  refuseSource(plan, target.path);
  const schema = outputSchema(plan);
  const opened: { file: FileSink | null } = { file: null };
  try {
    let written: SinkFile = { rows: 0, bytes: 0, files: [target.path] };
    const { rejectedRows } = await runQuery(plan, resolved, (executor, context) => {
      const file = openFileSink(target, schema, executor, context.query);
      opened.file = file;
      const finish = async (): Promise<void> => {
        written = await file.publish();
      };
      return {
        givesBack: true,
        push: (chunk, giveBack) => file.push(chunk, giveBack),
        finish,
        settle: () => file.settle(),
      };
    });
    return { ...written, rejectedRows };
  } catch (error) {
    opened.file?.abort();
    throw error;
  }
}
