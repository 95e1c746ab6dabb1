import type { Expr } from "../expr/expr.ts";
import { planInputs } from "../logical/children.ts";
import type { JoinNode } from "../logical/join.ts";
import type { LogicalPlan } from "../logical/logical-plan.ts";
import type { NamedExpr } from "../logical/named-expr.ts";
import type { ScanNode } from "../logical/scan.ts";
import type { SliceNode } from "../logical/slice.ts";
import type { SortKey, SortNode } from "../logical/sort.ts";
import type { UniqueNode } from "../logical/unique.ts";
import { exprText } from "./expr-text.ts";

/** How many columns of a scan are listed by name. */
const LISTED_COLUMNS = 8;

function list(items: readonly string[]): string {
  return `[${items.join(", ")}]`;
}

function named({ name, expr }: NamedExpr): string {
  return expr.kind === "column" && expr.name === name ? name : `${name}: ${exprText(expr)}`;
}

function scanText(plan: ScanNode): string {
  const { source, projection, predicate, limit, sourceSchema } = plan;
  const format = source.kind === "files" ? source.format : source.kind;
  const parts = [source.kind === "shared" ? `SHARED ${source.label}` : `${format.toUpperCase()} SCAN ${source.label}`];
  if (projection !== null) {
    const shown = projection.length > LISTED_COLUMNS ? [...projection.slice(0, LISTED_COLUMNS), "…"] : projection;
    parts.push(`PROJECT ${projection.length}/${sourceSchema.fields.length} ${list(shown)}`);
  }
  if (limit !== null) parts.push(`LIMIT ${limit}`);
  if (predicate !== null) parts.push(`WHERE ${exprText(predicate)}`);
  return parts.join("  ");
}

function joinText(plan: JoinNode): string {
  const keys = (exprs: readonly Expr[]): string => list(exprs.map(exprText));
  const parts = [`${plan.type.toUpperCase()} JOIN`];
  if (plan.leftOn.length > 0) parts.push(`ON ${keys(plan.leftOn)} = ${keys(plan.rightOn)}`);
  if (plan.nullsEqual) parts.push("NULLS EQUAL");
  if (plan.validate !== "m:m") parts.push(`VALIDATE ${plan.validate}`);
  if (plan.build !== "auto") parts.push(`BUILD ${plan.build}`);
  return parts.join(" ");
}

function keyText(key: SortKey): string {
  return exprText(key.expr) + (key.descending ? " desc" : "") + (key.nullsLast ? " nulls last" : "");
}

function sortText(plan: SortNode): string {
  return `SORT BY ${list(plan.keys.map(keyText))}${plan.limit === null ? "" : ` LIMIT ${plan.limit}`}`;
}

function sliceText(plan: SliceNode): string {
  if (plan.offset === 0 && plan.length !== null) return `LIMIT ${plan.length}`;
  return `SLICE OFFSET ${plan.offset}${plan.length === null ? "" : ` LENGTH ${plan.length}`}`;
}

function uniqueText(plan: UniqueNode): string {
  const subset = plan.subset === null ? "" : ` ON ${list(plan.subset)}`;
  return `UNIQUE${subset} KEEP ${plan.keep}${plan.maintainOrder ? " IN ORDER" : ""}`;
}

/** One plan node as one line of text, without its inputs. */
export function nodeText(plan: LogicalPlan): string {
  switch (plan.kind) {
    case "scan":
      return scanText(plan);
    case "filter":
      return `FILTER ${exprText(plan.predicate)}`;
    case "project":
      return `PROJECT ${list(plan.columns.map(named))}`;
    case "aggregate": {
      const order = plan.maintainOrder ? " IN ORDER" : "";
      return `AGGREGATE BY ${list(plan.keys.map(named))}${order} → ${list(plan.aggregates.map(named))}`;
    }
    case "join":
      return joinText(plan);
    case "sort":
      return sortText(plan);
    case "slice":
      return sliceText(plan);
    case "unique":
      return uniqueText(plan);
    case "topRows":
      return `TOP ${plan.limit} OF EACH ${list(plan.keys.map(named))} BY ${list(plan.by.map(keyText))} → ${list(plan.columns)}`;
    case "concat":
      return "CONCAT";
    case "rowIndex":
      return `ROW INDEX ${plan.name} FROM ${plan.offset}`;
  }
}

/**
 * A logical plan as a tree of text: one line a node, inputs below it and two spaces further in. Sub-plans that are shared come once,
 * in front of those that read them.
 */
export function explainLogical(plan: LogicalPlan): string {
  const shared = new Map<number, string>();
  const tree = treeText(plan, 0, shared);
  return [...shared.values(), tree].join("\n");
}

function treeText(plan: LogicalPlan, depth: number, shared: Map<number, string>): string {
  if (plan.kind === "scan" && plan.source.kind === "shared" && !shared.has(plan.source.id)) {
    const { id, label, plan: part } = plan.source;
    const text = treeText(part, 1, shared);
    shared.set(id, `SHARED ${label} =\n${text}`);
  }
  const line = "  ".repeat(depth) + nodeText(plan);
  return [line, ...planInputs(plan).map((input) => treeText(input, depth + 1, shared))].join("\n");
}
