import {
  checkBoolean,
  checkChoice,
  checkOptions,
  checkString,
  InvalidArgumentError,
  OptionError,
} from "@millrace/core";
import type { Expr as ExprNode, JoinType, JoinValidation, LogicalPlan } from "@millrace/plan";
import { JoinNode } from "@millrace/plan";
import type { IntoExpr } from "../expr/expr.ts";
import { toExpr } from "../expr/expr.ts";
import { nameExprs, planColumns } from "./inputs.ts";

/** Keys of a join: names or expressions. */
export type JoinKeys = IntoExpr | readonly IntoExpr[];

/** How two frames are joined. */
export interface JoinOptions {
  /** Keys that both sides have. */
  readonly on?: JoinKeys | undefined;
  /** Keys of the left side, with as many of the right in `rightOn`. */
  readonly leftOn?: JoinKeys | undefined;
  readonly rightOn?: JoinKeys | undefined;
  /** Default "inner". A cross join has no keys. */
  readonly how?: JoinType | undefined;
  /** Added to names of the right side that the left has too; default "_right". */
  readonly suffix?: string | undefined;
  /** What the keys promise, left to right: "1:1", "1:m", "m:1"; a side that breaks it throws a JoinValidationError. */
  readonly validate?: JoinValidation | undefined;
  /** Merge each pair of key columns into one; default true except for "full". */
  readonly coalesce?: boolean | undefined;
  /** Whether null keys match one another; default false. */
  readonly nullsEqual?: boolean | undefined;
}

const names: readonly (keyof JoinOptions)[] = [
  "on",
  "leftOn",
  "rightOn",
  "how",
  "suffix",
  "validate",
  "coalesce",
  "nullsEqual",
];
const renamed: Readonly<Record<string, string>> = {
  type: 'It is called "how"',
  joinNulls: 'It is called "nullsEqual"',
  join_nulls: 'It is called "nullsEqual"',
  maintainOrder: "Row order is fixed: probe order, then build order",
};
const types: readonly JoinType[] = ["inner", "left", "right", "full", "semi", "anti", "cross"];
const validations: readonly JoinValidation[] = ["m:m", "1:m", "m:1", "1:1"];

/** The join as a function of its two inputs; the options are checked at once. */
export function join(options: JoinOptions): (left: LogicalPlan, right: LogicalPlan) => LogicalPlan {
  checkOptions("join", options, names, renamed);
  const type = joinType(options.how ?? "inner");
  const validate = checkChoice("join", "validate", options.validate ?? "m:m", validations);
  const suffix = options.suffix === "" ? "" : checkString("join", "suffix", options.suffix ?? "_right");
  const coalesce = checkBoolean("join", "coalesce", options.coalesce ?? type !== "full");
  const nullsEqual = checkBoolean("join", "nullsEqual", options.nullsEqual ?? false);
  const keys = joinKeys(type, options);
  return (left, right) =>
    JoinNode({
      left,
      right,
      type,
      leftOn: keyExprs(keys.left, left),
      rightOn: keyExprs(keys.right, right),
      suffix,
      coalesce,
      nullsEqual,
      validate,
    });
}

function joinType(how: unknown): JoinType {
  if (how === "outer" || how === "outer_coalesce") {
    throw new OptionError(
      `join: how: "${how}" is called "full"${how === "outer" ? "" : " with coalesce: true"}`,
      "join",
      "how",
      types,
    );
  }
  return checkChoice("join", "how", how, types);
}

function joinKeys(type: JoinType, options: JoinOptions): { left: readonly IntoExpr[]; right: readonly IntoExpr[] } {
  const { on, leftOn, rightOn } = options;
  const given = on !== undefined || leftOn !== undefined || rightOn !== undefined;
  if (type === "cross") {
    if (given) throw new InvalidArgumentError('A cross join has no keys: leave "on", "leftOn" and "rightOn" out');
    return { left: [], right: [] };
  }
  if (on !== undefined && (leftOn !== undefined || rightOn !== undefined)) {
    throw new InvalidArgumentError('join takes either "on" or "leftOn" and "rightOn", not both');
  }
  if (on === undefined && (leftOn === undefined || rightOn === undefined)) {
    throw new InvalidArgumentError('join needs keys: "on", or "leftOn" and "rightOn" (how: "cross" has none)');
  }
  const left = list(on ?? leftOn);
  const right = list(on ?? rightOn);
  if (left.length === 0 || left.length !== right.length) {
    throw new InvalidArgumentError(
      `join needs as many keys on both sides, at least one: leftOn has ${left.length}, rightOn ${right.length}`,
    );
  }
  return { left, right };
}

function list(keys: JoinKeys | undefined): readonly IntoExpr[] {
  return Array.isArray(keys) ? (keys as readonly IntoExpr[]) : [keys as IntoExpr];
}

function keyExprs(keys: readonly IntoExpr[], input: LogicalPlan): ExprNode[] {
  if (keys.length === 0) return [];
  const columns = planColumns(input);
  return keys.flatMap((key) => nameExprs([toExpr(key)], columns).map(({ expr }) => expr));
}
