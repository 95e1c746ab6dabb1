import type { ProgramStep } from "../emit/program.ts";
import type { StateId } from "../physical/pipeline.ts";
import type { PipelineProfile } from "./profile.ts";

/** Fewer rows than this are not worth a warning. */
const WORTH_WARNING = 10_000;

/**
 * A sentence for each join of a pipeline that gave more rows than both of its sides have together: keys repeat on both sides,
 * which is seldom meant.
 */
export function joinWarnings(
  steps: readonly ProgramStep[],
  { operators }: PipelineProfile,
  buildRows: ReadonlyMap<StateId, number>,
): string[] {
  return steps.flatMap((step, i) => {
    if (step.kind !== "probe") return [];
    // The source comes before the first step.
    const left = operators[i]?.rows ?? 0;
    const rows = operators[i + 1]?.rows ?? 0;
    const right = buildRows.get(step.state) ?? 0;
    if (rows < WORTH_WARNING || rows <= left + right) return [];
    return [
      `A join gave ${rows} rows of ${left} on its probe side and ${right} on its build side: keys repeat on both sides. ` +
        "Aggregate one side first, or have the keys checked with validate",
    ];
  });
}
