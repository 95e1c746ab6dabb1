import type { DataType, Schema } from "@millrace/core";
import { Field, findField } from "@millrace/core";
import type { Expr } from "../expr/expr.ts";
import { supertype } from "../types/supertype.ts";
import type { JoinNode, JoinType } from "./join.ts";

/** Where a column of a join's result comes from: one side, or for a merged key of a full join the first that has a value. */
export interface JoinColumn {
  readonly field: Field;
  /** The column of the left input, or null. */
  readonly left: string | null;
  /** The column of the right input, or null. Both are set for merged keys. */
  readonly right: string | null;
  /** Which input's value is the result's; `either` takes the left's, and where the left row is missing the right's. */
  readonly value: "left" | "right" | "either";
}

/**
 * The column that a join key is, or null if it is computed. A cast that is not strict is what type coercion writes, and
 * keeps the key a column.
 */
export function keyColumn(key: Expr): string | null {
  if (key.kind === "alias") return keyColumn(key.input);
  if (key.kind === "cast" && !key.strict) return keyColumn(key.input);
  return key.kind === "column" ? key.name : null;
}

/** The pairs of key columns that are merged into one column: left name to right name. */
function mergedKeys(join: JoinNode): Map<string, string> {
  const merged = new Map<string, string>();
  if (!join.coalesce) return merged;
  join.leftOn.forEach((leftKey, i) => {
    const left = keyColumn(leftKey);
    const rightKey = join.rightOn[i];
    const right = rightKey === undefined ? null : keyColumn(rightKey);
    if (left !== null && right !== null) merged.set(left, right);
  });
  return merged;
}

/** Which sides of a join can lack a row, so that their columns are null there. */
const missing = {
  inner: { left: false, right: false },
  left: { left: false, right: true },
  right: { left: true, right: false },
  full: { left: true, right: true },
  semi: { left: false, right: false },
  anti: { left: false, right: false },
  cross: { left: false, right: false },
} as const satisfies Record<JoinType, { left: boolean; right: boolean }>;

/** Keys that are compared without nulls are never null in the rows of an inner join, nor in a semi join's. */
function matchedKeys(join: JoinNode, keys: readonly Expr[]): Set<string | null> {
  const matched = (join.type === "inner" || join.type === "semi") && !join.nullsEqual;
  return new Set(matched ? keys.map(keyColumn) : []);
}

/**
 * The columns of a join's result over these input schemas, in order: the left's, then the right's, names that clash with
 * the left's suffixed. Merged keys stand where the left's stood, under its name; in a right join where the right's stood,
 * under the right's name, as in Polars. Semi and anti joins have the left's columns alone.
 */
export function joinColumns(join: JoinNode, left: Schema, right: Schema): JoinColumn[] {
  const merged = mergedKeys(join);
  const { type } = join;
  const leftKeys = matchedKeys(join, join.leftOn);
  const rightKeys = matchedKeys(join, join.rightOn);
  const columns: JoinColumn[] = [];
  for (const field of left.fields) {
    const partner = merged.get(field.name);
    if (type === "right" && partner !== undefined) continue;
    const other = partner === undefined || type === "semi" || type === "anti" ? undefined : findField(right, partner);
    const value = type === "full" && other !== undefined ? "either" : "left";
    const nullable =
      value === "either"
        ? field.nullable || (other?.nullable ?? true)
        : (field.nullable && !leftKeys.has(field.name)) || missing[type].left;
    const merges: DataType | null =
      value === "either" && other !== undefined ? supertype(field.type, other.type) : null;
    columns.push({
      field: Field(field.name, merges ?? field.type, nullable),
      left: field.name,
      right: other?.name ?? null,
      value,
    });
  }
  if (type === "semi" || type === "anti") return columns;
  const taken = new Set(columns.map((column) => column.field.name));
  const dropped = new Set(type === "right" ? [] : merged.values());
  const partners = new Map([...merged].map(([leftName, rightName]) => [rightName, leftName]));
  for (const field of right.fields) {
    if (dropped.has(field.name)) continue;
    const name = taken.has(field.name) ? field.name + join.suffix : field.name;
    const nullable = (field.nullable && !rightKeys.has(field.name)) || missing[type].right;
    const partner = type === "right" ? (partners.get(field.name) ?? null) : null;
    columns.push({ field: Field(name, field.type, nullable), left: partner, right: field.name, value: "right" });
  }
  return columns;
}
