// The functions that passes are about by meaning: connectives, null tests and comparisons. No other file names functions.

import { Boolean as BooleanType } from "@millrace/core";
import { CallExpr } from "./call.ts";
import type { Expr } from "./expr.ts";
import { distinctExprs } from "./key.ts";
import { LiteralExpr } from "./literal.ts";

/** The names of the functions whose meaning the optimizer knows. */
export const logic: {
  readonly and: "and";
  readonly or: "or";
  readonly not: "not";
  readonly eq: "eq";
  readonly ne: "ne";
  readonly lt: "lt";
  readonly le: "le";
  readonly gt: "gt";
  readonly ge: "ge";
  readonly isIn: "isIn";
  readonly isNull: "isNull";
  readonly isNotNull: "isNotNull";
  readonly isBetween: "isBetween";
  readonly startsWith: "str.startsWith";
} = Object.freeze({
  and: "and",
  or: "or",
  not: "not",
  eq: "eq",
  ne: "ne",
  lt: "lt",
  le: "le",
  gt: "gt",
  ge: "ge",
  isIn: "isIn",
  isNull: "isNull",
  isNotNull: "isNotNull",
  isBetween: "isBetween",
  startsWith: "str.startsWith",
});

/** A comparison by order or equality. */
export type Comparison = "eq" | "ne" | "lt" | "le" | "gt" | "ge";

const mirrored: Readonly<Record<Comparison, Comparison>> = {
  eq: "eq",
  ne: "ne",
  lt: "gt",
  le: "ge",
  gt: "lt",
  ge: "le",
};

/** The comparison that holds with its sides exchanged. */
export function mirrorComparison(comparison: Comparison): Comparison {
  return mirrored[comparison];
}

/** The comparison that a call makes, or null. */
export function comparisonOf(expr: Expr): Comparison | null {
  return expr.kind === "call" && expr.args.length === 2 && Object.hasOwn(mirrored, expr.function)
    ? (expr.function as Comparison)
    : null;
}

/** Whether the expression is a call of that function. */
export function isCallOf<N extends string>(expr: Expr, name: N): expr is CallExpr & { readonly function: N } {
  return expr.kind === "call" && expr.function === name;
}

function flatten(expr: Expr, name: string): Expr[] {
  return isCallOf(expr, name) ? expr.args.flatMap((arg) => flatten(arg, name)) : [expr];
}

/** The terms that must all hold for the predicate to hold. */
export function conjuncts(expr: Expr): Expr[] {
  return flatten(expr, logic.and);
}

/** The terms of which one must hold for the predicate to hold. */
export function disjuncts(expr: Expr): Expr[] {
  return flatten(expr, logic.or);
}

function joined(terms: readonly Expr[], name: string, neutral: boolean): Expr {
  const distinct = distinctExprs(terms);
  const [first] = distinct;
  if (first === undefined) return LiteralExpr(neutral, BooleanType);
  return distinct.length === 1 ? first : CallExpr(name, distinct);
}

/** The conjunction of the terms, without repetitions; true for no terms. */
export function conjunction(terms: readonly Expr[]): Expr {
  return joined(terms, logic.and, true);
}

/** The disjunction of the terms, without repetitions; false for no terms. */
export function disjunction(terms: readonly Expr[]): Expr {
  return joined(terms, logic.or, false);
}
