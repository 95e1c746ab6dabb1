import type { QueryOptions } from "@millrace/core";
import { Int64 } from "@millrace/core";
import type { Expr, LazyFrame } from "@millrace/frame";
import { col, len, lit, when } from "@millrace/frame";
import type { Table } from "../plan/table.ts";
import type { JoinFacts } from "../steps/step-type.ts";

/** The sizes of a join, and the most rows that one key has on either side. */
export interface JoinRows {
  readonly left: number;
  readonly right: number;
  readonly output: number;
  readonly mostLeft: number;
  readonly mostRight: number;
}

/**
 * Counts a join's rows without making them: the rows of each key are counted on both sides, and their products are summed.
 * Reads the key columns alone and holds the distinct keys.
 */
export async function countJoinRows(
  left: Table,
  right: Table,
  { how, leftOn, rightOn, nullsEqual }: JoinFacts,
  options: QueryOptions,
): Promise<JoinRows> {
  const leftKeys = keyCounts(left.frame, leftOn, "left_rows");
  const rightKeys = keyCounts(right.frame, rightOn, "right_rows");
  const on = leftOn.map((_, i) => `key_${i}`);
  const l = col("left_rows").fillNull(0);
  const r = col("right_rows").fillNull(0);
  const [counts] = (
    await leftKeys
      .join(rightKeys, { on, how: "full", coalesce: true, nullsEqual })
      .select(l, r)
      .select(
        col("left_rows").sum().alias("left"),
        col("right_rows").sum().alias("right"),
        col("left_rows").mul(col("right_rows")).sum().alias("matched"),
        rowsWhere(col("right_rows").eq(0), col("left_rows")).alias("left_alone"),
        rowsWhere(col("left_rows").eq(0), col("right_rows")).alias("right_alone"),
        col("left_rows").max().alias("most_left"),
        col("right_rows").max().alias("most_right"),
      )
      .collect(options)
  ).toRecords();
  const count = (name: string): number => Number(counts?.[name] ?? 0);
  const matched = count("matched");
  const output: Readonly<Record<string, number>> = {
    inner: matched,
    left: matched + count("left_alone"),
    right: matched + count("right_alone"),
    full: matched + count("left_alone") + count("right_alone"),
    semi: count("left") - count("left_alone"),
    anti: count("left_alone"),
  };
  return {
    left: count("left"),
    right: count("right"),
    output: output[how] ?? matched,
    mostLeft: count("most_left"),
    mostRight: count("most_right"),
  };
}

function keyCounts(frame: LazyFrame, keys: readonly string[], name: string): LazyFrame {
  return frame.groupBy(...keys.map((key, i) => col(key).alias(`key_${i}`))).agg(len().cast(Int64).alias(name));
}

function rowsWhere(condition: Expr, rows: Expr): Expr {
  return when(condition).then(rows).otherwise(lit(0, Int64)).sum();
}
