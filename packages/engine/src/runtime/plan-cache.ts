import type { LogicalPlan } from "@millrace/plan";
import { planKey, walkPlan } from "@millrace/plan";
import { engineTuning } from "../coordinator/tuning.ts";
import type { PreparedPlan } from "./prepare-plan.ts";

/** Plans that are kept, at most. */
const MAX_PLANS = 32;
/** Longer keys, of thousands of files or of very large expressions, are not worth their memory. */
const MAX_KEY_LENGTH = 65_536;

/**
 * Prepared plans by what was asked: a query that is run again over the same files, as they are on disk, is neither optimized nor
 * emitted again. Plans over frames and iterators are not kept, for they hold their rows. Least recently used go first.
 */
export class PlanCache {
  private readonly plans = new Map<string, PreparedPlan>();

  /** The text by which a plan over current files is kept, or null. */
  keyOf(plan: LogicalPlan, keySetBytes: number): string | null {
    if (!readsFilesOnly(plan)) return null;
    const key = `${[...engineTuning().disabledPasses].join()} ${keySetBytes} ${planKey(plan)}`;
    return key.length <= MAX_KEY_LENGTH ? key : null;
  }

  /** The plan that was kept by this key. */
  get(key: string): PreparedPlan | undefined {
    const plan = this.plans.get(key);
    if (plan !== undefined) {
      this.plans.delete(key);
      this.plans.set(key, plan);
    }
    return plan;
  }

  /** Keeps a plan. */
  set(key: string, plan: PreparedPlan): void {
    const [oldest] = this.plans.keys();
    if (this.plans.size >= MAX_PLANS && oldest !== undefined) this.plans.delete(oldest);
    this.plans.set(key, plan);
  }

  /** Forgets all plans. */
  clear(): void {
    this.plans.clear();
  }
}

function readsFilesOnly(plan: LogicalPlan): boolean {
  let isFiles = true;
  walkPlan(plan, (node) => {
    isFiles &&= node.kind !== "scan" || node.source.kind === "files";
    return isFiles;
  });
  return isFiles;
}
