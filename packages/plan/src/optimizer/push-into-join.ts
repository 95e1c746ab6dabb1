import type { Schema } from "@millrace/core";
import { findField, isFloat, sameType } from "@millrace/core";
import type { FunctionCatalog } from "../catalogue.ts";
import { ColumnExpr } from "../expr/column.ts";
import type { Expr } from "../expr/expr.ts";
import { columnsOf, replaceColumns } from "../expr/walk.ts";
import type { JoinType } from "../logical/join.ts";
import { JoinNode } from "../logical/join.ts";
import type { JoinColumn } from "../logical/join-columns.ts";
import { joinColumns } from "../logical/join-columns.ts";
import { schemaOf } from "../logical/schema.ts";
import { provedNotNull } from "../typing/not-null.ts";
import { impliedPredicate } from "./factor-predicate.ts";

/** The predicates over a join, told apart by where they can be evaluated. */
export interface JoinPredicates {
  readonly join: JoinNode;
  /** Over the left input's columns. */
  readonly left: readonly Expr[];
  /** Over the right input's columns. */
  readonly right: readonly Expr[];
  /** Over the join's columns. */
  readonly above: readonly Expr[];
}

/** Which inputs may lose rows that fail a predicate over their own columns, without a change above the predicate. */
const filterable = {
  inner: { left: true, right: true },
  left: { left: true, right: false },
  right: { left: false, right: true },
  full: { left: false, right: false },
  semi: { left: true, right: false },
  anti: { left: true, right: false },
  cross: { left: true, right: true },
} as const satisfies Record<JoinType, { left: boolean; right: boolean }>;

type Side = "left" | "right";

/** The predicate in the names of one input, or null where it reads something else. */
function onSide(term: Expr, columns: ReadonlyMap<string, JoinColumn>, side: Side): Expr | null {
  const names = [...columnsOf(term)];
  const own = names.every((name) => {
    const column = columns.get(name);
    return column !== undefined && column.value === side;
  });
  if (!own || names.length === 0) return null;
  return replaceColumns(term, (name) => ColumnExpr(columns.get(name)?.[side] ?? name));
}

/** Pairs of plain key columns of equal type: what holds for the one holds for the other in every pair of matched rows. */
function keyPairs(join: JoinNode, left: Schema, right: Schema): readonly { left: string; right: string }[] {
  return join.leftOn.flatMap((leftKey, i) => {
    const a = leftKey.kind === "column" ? findField(left, leftKey.name) : undefined;
    const rightKey = join.rightOn[i];
    const b = rightKey?.kind === "column" ? findField(right, rightKey.name) : undefined;
    // 0 and -0 are equal keys with unequal properties.
    if (a === undefined || b === undefined || !sameType(a.type, b.type) || isFloat(a.type)) return [];
    return [{ left: a.name, right: b.name }];
  });
}

/** The predicate carried over from the key columns of one input to those of the other, or null. */
function carried(term: Expr, from: Side, pairs: readonly { left: string; right: string }[]): Expr | null {
  const to = from === "left" ? "right" : "left";
  const partner = new Map(pairs.map((pair) => [pair[from], pair[to]]));
  const names = [...columnsOf(term)];
  if (names.length === 0 || !names.every((name) => partner.has(name))) return null;
  return replaceColumns(term, (name) => ColumnExpr(partner.get(name) ?? name));
}

/**
 * An outer join whose missing rows the predicates reject is an inner join. Only left joins: their columns stand as an
 * inner join's do.
 */
function withoutNeedlessOuter(join: JoinNode, terms: readonly Expr[], catalog: FunctionCatalog): JoinNode {
  if (join.type !== "left") return join;
  const columns = joinColumns(join, schemaOf(join.left, catalog), schemaOf(join.right, catalog));
  const fromRight = new Set(columns.filter((column) => column.value === "right").map((column) => column.field.name));
  const rejects = terms.some((term) => [...provedNotNull(term, catalog)].some((name) => fromRight.has(name)));
  return rejects ? JoinNode({ ...join, type: "inner" }) : join;
}

/** Sides whose uniqueness is checked at run time must be seen whole. */
function checkedSides(join: JoinNode): Record<Side, boolean> {
  return { left: join.validate.startsWith("1:"), right: join.validate.endsWith(":1") };
}

/** Tells which of the terms, all of them movable, can be evaluated below the join. */
export function pushIntoJoin(node: JoinNode, terms: readonly Expr[], catalog: FunctionCatalog): JoinPredicates {
  const join = withoutNeedlessOuter(node, terms, catalog);
  const leftSchema = schemaOf(join.left, catalog);
  const rightSchema = schemaOf(join.right, catalog);
  const columns = new Map(
    joinColumns(join, leftSchema, rightSchema).map((column) => [column.field.name, column] as const),
  );
  const checked = checkedSides(join);
  const may = (side: Side): boolean => filterable[join.type][side] && !checked[side];
  const pairs = keyPairs(join, leftSchema, rightSchema);
  const out = { left: [] as Expr[], right: [] as Expr[], above: [] as Expr[] };
  const place = (term: Expr, from: Side): void => {
    out[from].push(term);
    const to = from === "left" ? "right" : "left";
    const copy = join.type === "full" || checked[to] ? null : carried(term, from, pairs);
    if (copy !== null) out[to].push(copy);
  };
  for (const term of terms) {
    const left = may("left") ? onSide(term, columns, "left") : null;
    const right = may("right") ? onSide(term, columns, "right") : null;
    if (left !== null) place(left, "left");
    else if (right !== null) place(right, "right");
    else if (
      join.type === "full" &&
      !checked.left &&
      !checked.right &&
      onMergedKeys(term, columns, leftSchema, rightSchema)
    ) {
      out.left.push(inSideNames(term, columns, "left"));
      out.right.push(inSideNames(term, columns, "right"));
    } else {
      out.above.push(term);
      for (const side of ["left", "right"] as const) {
        if (!may(side)) continue;
        const implied = impliedPredicate(term, (part) => onSide(part, columns, side) !== null);
        if (implied !== null) out[side].push(onSide(implied, columns, side) ?? implied);
      }
    }
  }
  return { join, ...out };
}

/** A merged key that both inputs have in the type of the result. */
function isMerged(column: JoinColumn | undefined, left: Schema, right: Schema): boolean {
  if (column?.value !== "either" || column.left === null || column.right === null) return false;
  const { type } = column.field;
  return [findField(left, column.left), findField(right, column.right)].every(
    (field) => field !== undefined && sameType(field.type, type),
  );
}

function onMergedKeys(term: Expr, columns: ReadonlyMap<string, JoinColumn>, left: Schema, right: Schema): boolean {
  const names = [...columnsOf(term)];
  return names.length > 0 && names.every((name) => isMerged(columns.get(name), left, right));
}

function inSideNames(term: Expr, columns: ReadonlyMap<string, JoinColumn>, side: Side): Expr {
  return replaceColumns(term, (name) => ColumnExpr(columns.get(name)?.[side] ?? name));
}
