import { findField } from "@millrace/core";
import type { Expr } from "../expr/expr.ts";
import { keyColumn } from "../logical/join-columns.ts";
import type { LogicalPlan } from "../logical/logical-plan.ts";
import type { ScanNode } from "../logical/scan.ts";

/** The column of a scan that an expression passes on unchanged. */
export interface ColumnOrigin {
  readonly scan: ScanNode;
  readonly name: string;
}

function hasColumn(scan: ScanNode, name: string): boolean {
  return scan.projection?.includes(name) ?? findField(scan.sourceSchema, name) !== undefined;
}

/** Where the values of an expression over a plan come from, or null if they are computed or it is not plain to see. */
export function columnOrigin(plan: LogicalPlan, expr: Expr): ColumnOrigin | null {
  const name = keyColumn(expr);
  if (name === null) return null;
  switch (plan.kind) {
    case "scan":
      if (plan.source.kind === "shared") return columnOrigin(plan.source.plan, expr);
      return hasColumn(plan, name) ? { scan: plan, name } : null;
    case "filter":
    case "sort":
    case "slice":
    case "unique":
    case "rowIndex":
      return columnOrigin(plan.input, expr);
    case "project":
    case "aggregate": {
      const columns = plan.kind === "project" ? plan.columns : plan.keys;
      const column = columns.find((candidate) => candidate.name === name);
      return column === undefined ? null : columnOrigin(plan.input, column.expr);
    }
    case "join":
      // Names of the right may carry a suffix; then nothing is known, which costs an estimate its precision only.
      return columnOrigin(plan.left, expr) ?? columnOrigin(plan.right, expr);
    case "topRows": {
      const key = plan.keys.find((candidate) => candidate.name === name);
      return columnOrigin(plan.input, key === undefined ? expr : key.expr);
    }
    case "concat":
      return null;
  }
}
