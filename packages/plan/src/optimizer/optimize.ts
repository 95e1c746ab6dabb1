import { InternalEngineError, OptionError, sameSchema, schemaText } from "@millrace/core";
import type { FunctionCatalog } from "../catalogue.ts";
import { planKey } from "../logical/key.ts";
import type { LogicalPlan } from "../logical/logical-plan.ts";
import { schemaOf } from "../logical/schema.ts";
import { optimizeShared } from "./optimize-shared.ts";
import type { OptimizerPass, PassContext } from "./pass.ts";
import { optimizerPasses } from "./passes.ts";
import { sharedSubplans } from "./shared-subplans.ts";

/** What one pass did. */
export interface PassReport {
  readonly name: string;
  readonly reason: string;
  /** False if the pass was switched off. */
  readonly ran: boolean;
  /** Whether the plan is another one after it. */
  readonly changed: boolean;
  /** The time of the pass itself, without its verification. */
  readonly timeMs: number;
}

/** What the optimizer is given besides the plan. */
export interface OptimizeOptions extends PassContext {
  /** Names of passes to leave out. Passes that are required run nevertheless. */
  readonly disabled?: ReadonlySet<string>;
  /** Called after each pass that changed the plan. */
  readonly onPass?: (report: PassReport, plan: LogicalPlan) => void;
  /** The clock in milliseconds; the process's own unless given. */
  readonly now?: () => number;
}

/** A plan of the same result that is cheaper to run, and how it came about. */
export interface OptimizedPlan {
  readonly plan: LogicalPlan;
  readonly report: readonly PassReport[];
}

/** Throws an InternalEngineError if a pass left a plan that does not bind, or that has another schema. */
function verify(before: LogicalPlan, after: LogicalPlan, pass: OptimizerPass, catalog: FunctionCatalog): void {
  const expected = schemaOf(before, catalog);
  let found: typeof expected;
  try {
    found = schemaOf(after, catalog);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "unknown";
    throw new InternalEngineError(`The optimizer pass "${pass.name}" broke the plan: ${reason}`, { pass: pass.name });
  }
  if (sameSchema(expected, found)) return;
  throw new InternalEngineError(
    `The optimizer pass "${pass.name}" changed the schema from (${schemaText(expected)}) to (${schemaText(found)})`,
    { pass: pass.name },
  );
}

/**
 * Rewrites a plan by every pass in turn and verifies the plan after each. Throws what `schemaOf` throws for a plan that is
 * wrong to begin with, an OptionError for an unknown pass, and an InternalEngineError for a pass that is.
 */
export function optimize(plan: LogicalPlan, options: OptimizeOptions): OptimizedPlan {
  const { catalog, disabled = new Set<string>() } = options;
  const names = optimizerPasses.map((pass) => pass.name);
  for (const name of disabled) {
    if (names.includes(name)) continue;
    throw new OptionError(
      `Unknown optimizer pass: "${name}". The passes are: ${names.join(", ")}`,
      "optimize",
      name,
      names,
    );
  }
  schemaOf(plan, catalog);
  const { plan: whole, report } = runPasses(plan, optimizerPasses, options);
  const inner = optimizerPasses.filter((pass) => pass !== sharedSubplans);
  const optimized = optimizeShared(whole, catalog, (part) => runPasses(part, inner, options).plan);
  return { plan: optimized, report };
}

function runPasses(plan: LogicalPlan, passes: readonly OptimizerPass[], options: OptimizeOptions): OptimizedPlan {
  const { catalog, disabled = new Set<string>(), onPass, now = () => performance.now() } = options;
  let current = plan;
  const report = passes.map((pass): PassReport => {
    const { name, reason } = pass;
    if (disabled.has(name) && !pass.required) return { name, reason, ran: false, changed: false, timeMs: 0 };
    const start = now();
    const next = pass.run(current, options);
    const timeMs = now() - start;
    const changed = next !== current && planKey(next) !== planKey(current);
    if (changed) verify(current, next, pass, catalog);
    const outcome = { name, reason, ran: true, changed, timeMs };
    if (changed) {
      current = next;
      onPass?.(outcome, next);
    }
    return outcome;
  });
  return { plan: current, report };
}
