import type { FunctionCatalog } from "../catalogue.ts";
import { ColumnExpr } from "../expr/column.ts";
import { disjunction } from "../expr/logic.ts";
import { columnsOf } from "../expr/walk.ts";
import { FilterNode } from "../logical/filter.ts";
import type { LogicalPlan } from "../logical/logical-plan.ts";
import { NamedExpr } from "../logical/named-expr.ts";
import { ProjectNode } from "../logical/project.ts";
import { ScanNode } from "../logical/scan.ts";
import type { SharedSource } from "../logical/scan-source.ts";
import { schemaOf } from "../logical/schema.ts";
import { rewritePlan, walkPlan } from "../logical/walk.ts";

/** A scan of a shared sub-plan. */
type SharedScan = ScanNode & { readonly source: SharedSource };

function isShared(node: LogicalPlan): node is SharedScan {
  return node.kind === "scan" && node.source.kind === "shared";
}

/** The scans of shared sub-plans in a plan; not those inside of the sub-plans. */
function sharedScans(plan: LogicalPlan): SharedScan[] {
  const found: SharedScan[] = [];
  walkPlan(plan, (node) => {
    if (isShared(node)) found.push(node);
    return true;
  });
  return found;
}

/** The sub-plan with only the columns, and where every reader drops some rows only the rows, that a reader wants. */
function narrowed(plan: LogicalPlan, readers: readonly SharedScan[], catalog: FunctionCatalog): LogicalPlan {
  const { fields } = schemaOf(plan, catalog);
  const wanted = new Set<string>();
  for (const { projection, predicate } of readers) {
    for (const name of projection ?? fields.map((field) => field.name)) wanted.add(name);
    if (predicate !== null) for (const name of columnsOf(predicate)) wanted.add(name);
  }
  const predicates = readers.flatMap(({ predicate }) => (predicate === null ? [] : [predicate]));
  const filtered = predicates.length === readers.length ? FilterNode(plan, disjunction(predicates)) : plan;
  if (wanted.size === fields.length) return filtered;
  const kept = fields.filter((field) => wanted.has(field.name));
  return ProjectNode(
    filtered,
    kept.map(({ name }) => NamedExpr(name, ColumnExpr(name))),
  );
}

/**
 * Optimizes the sub-plans that a plan shares, each by itself, once it is known what its readers want of it; sub-plans that
 * others read come after those.
 */
export function optimizeShared(
  plan: LogicalPlan,
  catalog: FunctionCatalog,
  optimizePart: (part: LogicalPlan) => LogicalPlan,
): LogicalPlan {
  const pending = new Map<number, LogicalPlan>();
  const discover = (part: LogicalPlan): void => {
    for (const { source } of sharedScans(part)) {
      if (pending.has(source.id)) continue;
      pending.set(source.id, source.plan);
      discover(source.plan);
    }
  };
  discover(plan);
  if (pending.size === 0) return plan;
  const optimized = new Map<number, LogicalPlan>();
  const reading = [plan];
  while (pending.size > 0) {
    const read = new Set([...pending.values()].flatMap(sharedScans).map(({ source }) => source.id));
    for (const [id, part] of pending) {
      if (read.has(id)) continue;
      pending.delete(id);
      const readers = reading.flatMap(sharedScans).filter(({ source }) => source.id === id);
      const own = optimizePart(narrowed(part, readers, catalog));
      optimized.set(id, own);
      reading.push(own);
      break;
    }
  }
  return assembled(plan, optimized, catalog, new Map());
}

/** The plan with the optimized sub-plans in their places. */
function assembled(
  plan: LogicalPlan,
  optimized: ReadonlyMap<number, LogicalPlan>,
  catalog: FunctionCatalog,
  sources: Map<number, SharedSource>,
): LogicalPlan {
  return rewritePlan(plan, (node) => {
    if (!isShared(node)) return node;
    const { id } = node.source;
    let source = sources.get(id);
    if (source === undefined) {
      source = { ...node.source, plan: assembled(optimized.get(id) ?? node.source.plan, optimized, catalog, sources) };
      sources.set(id, source);
    }
    return ScanNode({ ...node, source, sourceSchema: schemaOf(source.plan, catalog) });
  });
}
