import { catalog, evaluateConstant } from "@millrace/functions";
import type { ConstantEvaluator, LogicalPlan, PassReport } from "@millrace/plan";
import { optimize } from "@millrace/plan";
import { checkPipelines } from "../coordinator/query-words.ts";
import { engineTuning } from "../coordinator/tuning.ts";
import { lower } from "../physical/lower.ts";
import type { PhysicalPlan } from "../physical/pipeline.ts";
import { withCurrentFiles } from "./current-files.ts";
import type { PlanCache } from "./plan-cache.ts";
import { EngineStatistics } from "./source-statistics.ts";

/** A plan at every level. */
export interface PreparedPlan {
  readonly logical: LogicalPlan;
  readonly optimized: LogicalPlan;
  readonly physical: PhysicalPlan;
  readonly report: readonly PassReport[];
}

const evaluator: ConstantEvaluator = { evaluate: evaluateConstant };

/** Optimizes a plan and cuts it into pipelines; sets of keys take `keySetBytes` at most. */
export function preparePlan(given: LogicalPlan, keySetBytes: number = Number.POSITIVE_INFINITY): PreparedPlan {
  const work = preparing(given, keySetBytes);
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/**
 * The same, with pauses: the plan of many joins takes some milliseconds, and others may want the thread. A plan that was prepared
 * before comes from the cache.
 */
export function* preparing(given: LogicalPlan, keySetBytes: number, cache?: PlanCache): Generator<void, PreparedPlan> {
  const logical = withCurrentFiles(given);
  const key = cache?.keyOf(logical, keySetBytes) ?? null;
  const known = key === null ? undefined : cache?.get(key);
  if (known !== undefined) return known;
  const statistics = new EngineStatistics();
  yield;
  const { plan, report } = optimize(logical, {
    catalog,
    statistics,
    evaluator,
    disabled: engineTuning().disabledPasses,
  });
  yield;
  const physical = lower(plan, catalog, statistics, keySetBytes);
  checkPipelines(physical.pipelines.length);
  yield;
  const prepared: PreparedPlan = { logical, optimized: plan, physical, report };
  if (key !== null) cache?.set(key, prepared);
  return prepared;
}
