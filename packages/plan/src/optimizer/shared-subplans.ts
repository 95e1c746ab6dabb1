import type { SourceStatistics } from "../catalogue.ts";
import { estimateRows } from "../estimate/estimate-rows.ts";
import { planInputs, withPlanInputs } from "../logical/children.ts";
import { planKey } from "../logical/key.ts";
import type { LogicalPlan } from "../logical/logical-plan.ts";
import { ScanNode } from "../logical/scan.ts";
import { schemaOf } from "../logical/schema.ts";
import type { OptimizerPass, PassContext } from "./pass.ts";

/** Sub-plans over fewer source rows are computed again faster than they are kept. */
const MIN_SOURCE_ROWS = 20_000;
/** A sub-plan is kept if it leaves at most this share of the rows that it reads. */
const MAX_KEPT = 0.25;
/** Nodes visited in search of repetitions, at most: a plan that shares parts on every level has very many paths. */
const MAX_VISITS = 10_000;

/** Numbers of shared sub-plans; unique in the process, so that no two plans have the same key by chance. */
let lastId = 0;

/** A number for a shared sub-plan. */
export function nextSharedId(): number {
  lastId++;
  return lastId;
}

/** What a sub-plan does. */
interface Work {
  /** Rows of its sources, those of a part that it repeats as often as it does. */
  readonly sourceRows: number;
  readonly hasWork: boolean;
  /** No iterator is read, which gives its rows once. */
  readonly isRepeatable: boolean;
}

function workOf(plan: LogicalPlan, statistics: SourceStatistics, known: Map<LogicalPlan, Work>): Work {
  let work = known.get(plan);
  if (work === undefined) {
    const inputs = planInputs(plan).map((input) => workOf(input, statistics, known));
    const isStream = plan.kind === "scan" && plan.source.kind === "stream";
    const ownRows = plan.kind === "scan" && !isStream ? statistics.rows(plan.source) : 0;
    work = {
      sourceRows: inputs.reduce((rows, input) => rows + input.sourceRows, ownRows),
      hasWork: ["join", "aggregate", "unique", "topRows"].includes(plan.kind) || inputs.some((input) => input.hasWork),
      isRepeatable: !isStream && inputs.every((input) => input.isRepeatable),
    };
    known.set(plan, work);
  }
  return work;
}

/** Whether a sub-plan costs much more than reading its result again. */
function isWorthKeeping(plan: LogicalPlan, statistics: SourceStatistics, known: Map<LogicalPlan, Work>): boolean {
  const { sourceRows, hasWork, isRepeatable } = workOf(plan, statistics, known);
  if (!isRepeatable || !hasWork || sourceRows < MIN_SOURCE_ROWS) return false;
  return estimateRows(plan, statistics) <= sourceRows * MAX_KEPT;
}

/** The keys of the largest sub-plans that occur more than once and are worth keeping. */
function repeatedKeys(plan: LogicalPlan, statistics: SourceStatistics): ReadonlySet<string> {
  const seen = new Map<string, boolean>();
  const repeated = new Set<string>();
  const works = new Map<LogicalPlan, Work>();
  let visits = 0;
  const visit = (node: LogicalPlan): void => {
    const key = planKey(node);
    const known = seen.get(key);
    if (known === true) {
      repeated.add(key);
      return;
    }
    visits++;
    if (visits > MAX_VISITS) return;
    if (known === undefined) seen.set(key, isWorthKeeping(node, statistics, works));
    for (const input of planInputs(node)) visit(input);
  };
  visit(plan);
  return repeated;
}

function share(plan: LogicalPlan, { catalog, statistics }: PassContext): LogicalPlan {
  if (statistics === null) return plan;
  const repeated = repeatedKeys(plan, statistics);
  if (repeated.size === 0) return plan;
  const done = new Map<string, LogicalPlan>();
  let labels = 0;
  const rebuild = (node: LogicalPlan): LogicalPlan => {
    const key = planKey(node);
    let rebuilt = done.get(key);
    if (rebuilt === undefined) {
      rebuilt = withPlanInputs(node, planInputs(node).map(rebuild));
      if (repeated.has(key)) {
        labels++;
        const source = { kind: "shared", id: nextSharedId(), label: String(labels), plan: rebuilt } as const;
        rebuilt = ScanNode({ source, sourceSchema: schemaOf(rebuilt, catalog) });
      }
      done.set(key, rebuilt);
    }
    return rebuilt;
  };
  return rebuild(plan);
}

/** Sub-plans that occur several times become sources: each is computed once, and every place that it stood at scans its rows. */
export const sharedSubplans: OptimizerPass = {
  name: "sharedSubplans",
  reason: "before predicates and columns move, after which equal sub-plans differ by what each of their readers needs",
  required: false,
  run: share,
};
