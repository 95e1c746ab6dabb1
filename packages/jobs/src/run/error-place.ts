import { MillraceError } from "@millrace/core";
import type { PlannedJob } from "../plan/plan-job.ts";

/**
 * The input or step that an error is about: the input whose file it names, the join whose promise it broke, else the step
 * whose query ran; null for errors of checks and of output files.
 */
export function placeOfError(error: unknown, { config, inputs }: PlannedJob): string | null {
  if (!(error instanceof MillraceError) || error.code === "CHECK_FAILED") return null;
  const { file, validate, path } = error.details as Readonly<Record<string, unknown>>;
  if (typeof file === "string") {
    const input = inputs.find(({ files }) => files.some((candidate) => candidate.path === file));
    if (input !== undefined) return input.id;
  }
  if (validate !== undefined) {
    const join = config.steps.find(({ body }) => body.join !== undefined);
    if (join !== undefined) return join.id;
  }
  return path === undefined ? config.outputs.result.id : null;
}
