import type { Schema } from "@millrace/core";
import { isInteger } from "@millrace/core";
import type { Expr, JoinNode, LogicalPlan } from "@millrace/plan";
import { columnOrigin, resolveExpr } from "@millrace/plan";
import { isIndexable } from "./indexable.ts";
import type { Lowering } from "./lower.ts";
import type { OpenPipeline } from "./open-pipeline.ts";
import { append } from "./open-pipeline.ts";

/** The longest bitmap of a set, in bits: 4 MiB. */
const MAX_BITS = 2 ** 25;
/** A set has at most so many bits for each row that is expected; short ones are made whatever their number. */
const MAX_BITS_A_ROW = 512;
const SHORT_BITS = 2 ** 16;

interface KeyRange {
  readonly base: bigint;
  /** Number of values from the base on. */
  readonly length: number;
}

/**
 * Lowers a semi or anti join by one integer key whose bounds the files state: the right side becomes a bitmap of its keys and
 * stores no row. Returns null where a hash table is wanted instead.
 */
export function lowerKeySet(lowering: Lowering, node: JoinNode): readonly OpenPipeline[] | null {
  if (node.type !== "semi" && node.type !== "anti") return null;
  const [leftKey, rightKey] = [node.leftOn[0], node.rightOn[0]];
  if (leftKey === undefined || rightKey === undefined || node.leftOn.length !== 1 || node.validate !== "m:m")
    return null;
  const key = resolveExpr(rightKey, lowering.schema(node.right), lowering.catalog);
  if (!isIndexable(key.type) || (node.nullsEqual && key.nullable)) return null;
  const range = keyRange(lowering, node.right, rightKey);
  if (range === null || !isWorthwhile(range, lowering.rows(node.right))) return null;
  if (!lowering.takeKeySet(range.length)) return null;
  const state = lowering.addState({ kind: "keySet", ...range });
  lowering.close(lowering.lower(node.right), { kind: "keySet", state, key: rightKey });
  const keeps = node.type === "semi" ? "members" : "others";
  return append(lowering.lower(node.left), { kind: "keySet", state, key: leftKey, keeps });
}

function isWorthwhile({ length }: KeyRange, rows: number): boolean {
  return length <= SHORT_BITS || (length <= MAX_BITS && length <= rows * MAX_BITS_A_ROW);
}

/** The bounds of a key that is a column of a scan, or an integer column under a widening cast. */
function keyRange(lowering: Lowering, plan: LogicalPlan, key: Expr): KeyRange | null {
  const origin = columnOrigin(plan, key);
  if (origin === null || !keepsValues(key, lowering.schema(plan), lowering)) return null;
  const statistics = lowering.statistics.column(origin.scan.source, origin.name);
  const { min, max } = statistics ?? {};
  if (typeof min !== "bigint" || typeof max !== "bigint" || max < min) return null;
  const bits = max - min + 1n;
  return bits > BigInt(MAX_BITS) ? null : { base: min, length: Number(bits) };
}

/** Whether a key's number is that of its column: casts between integers keep it. */
function keepsValues(key: Expr, schema: Schema, lowering: Lowering): boolean {
  if (key.kind === "column") return true;
  if (key.kind === "alias") return keepsValues(key.input, schema, lowering);
  if (key.kind !== "cast") return false;
  const isWhole = (expr: Expr): boolean => isInteger(resolveExpr(expr, schema, lowering.catalog).type);
  return isWhole(key) && isWhole(key.input) && keepsValues(key.input, schema, lowering);
}
