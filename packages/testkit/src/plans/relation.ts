import type { LazyFrame } from "millrace";
import type { PlanColumn } from "./term-context.ts";

/** A query in both languages, with what is known of its rows. */
export interface PlanRelation {
  readonly frame: LazyFrame;
  readonly sql: string;
  readonly columns: readonly PlanColumn[];
  /** SQL sort terms over the columns that give the frame's order, down to equal rows; null where SQL cannot say it. */
  readonly order: readonly string[] | null;
  /** What was done, verb by verb, with functions as `.name`. */
  readonly operators: readonly string[];
  /** The same query without its last verb; null for a scan. */
  readonly before: PlanRelation | null;
}

/** The verbs of the longest chain below and with this one. */
export function depthOf(relation: PlanRelation): number {
  return relation.before === null ? 0 : 1 + depthOf(relation.before);
}

/** The query in its order, where it has one. */
export function orderedSql({ sql, order }: PlanRelation): string {
  return order === null || order.length === 0 ? sql : `select * from (\n${sql}\n)\norder by ${order.join(", ")}`;
}
