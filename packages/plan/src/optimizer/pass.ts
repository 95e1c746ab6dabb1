import type { ConstantEvaluator, FunctionCatalog, SourceStatistics } from "../catalogue.ts";
import type { LogicalPlan } from "../logical/logical-plan.ts";

/** What passes may ask. */
export interface PassContext {
  readonly catalog: FunctionCatalog;
  /** Null where nothing is known of the sources. */
  readonly statistics: SourceStatistics | null;
  /** Null turns constant folding off. */
  readonly evaluator: ConstantEvaluator | null;
}

/** One step of the optimizer: a plan in, a plan with the same result out. */
export interface OptimizerPass {
  readonly name: string;
  /** Why the pass is there, and why at its place; one line. */
  readonly reason: string;
  /** What follows depends on it: it cannot be switched off. */
  readonly required: boolean;
  run(plan: LogicalPlan, context: PassContext): LogicalPlan;
}
