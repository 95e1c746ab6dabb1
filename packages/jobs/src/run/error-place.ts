import { JoinValidationError, MillraceError } from "@millrace/core";
import type { JobConfig } from "../config/job-config.ts";
import type { PlannedJob } from "../plan/plan-job.ts";

/**
 * The input or step that an error is about: the input whose file it names, the join whose promise it broke, else the step
 * whose query ran; null for errors of checks and of output files.
 */
export function placeOfError(error: unknown, { config, inputs }: PlannedJob): string | null {
  if (!(error instanceof MillraceError) || error.code === "CHECK_FAILED") return null;
  const { file, path } = error.details as Readonly<Record<string, unknown>>;
  if (typeof file === "string") {
    const input = inputs.find(({ files }) => files.some((candidate) => candidate.path === file));
    if (input !== undefined) return input.id;
  }
  if (error instanceof JoinValidationError) return placeOfJoin(error, config);
  return path === undefined ? config.outputs.result.id : null;
}

/** The join with these keys and this promise; null where several are alike: the wrong one would be worse than none. */
function placeOfJoin({ details: { validate, side, keys } }: JoinValidationError, { steps }: JobConfig): string | null {
  const promised = steps.filter(({ body }) => body.join?.validate === validate);
  const alike = promised.filter(({ body }) => {
    const own = side === "left" ? body.join!.leftOn : body.join!.rightOn;
    return own.length === keys.length && own.every((name, i) => name === keys[i]);
  });
  // Keys that the optimizer has put other expressions in place of are not known again.
  const candidates = alike.length === 0 ? promised : alike;
  return candidates.length === 1 ? candidates[0]!.id : null;
}
