import type { Expr } from "../expr/expr.ts";
import { exprKey } from "../expr/key.ts";
import { conjunction, conjuncts, disjunction, disjuncts } from "../expr/logic.ts";

/**
 * The conjuncts of a predicate, terms that every branch of a disjunction shares taken out of it:
 * `(a and b) or (a and c)` gives `a` and `b or c`.
 */
export function factoredConjuncts(predicate: Expr): Expr[] {
  return conjuncts(predicate).flatMap(factorDisjunction);
}

function factorDisjunction(term: Expr): Expr[] {
  const branches = disjuncts(term).map(conjuncts);
  const [first = [], ...others] = branches;
  if (others.length === 0) return [term];
  const sets = others.map((branch) => new Set(branch.map(exprKey)));
  const shared = first.filter((expr) => sets.every((set) => set.has(exprKey(expr))));
  if (shared.length === 0) return [term];
  const keys = new Set(shared.map(exprKey));
  const rests = branches.map((branch) => branch.filter((expr) => !keys.has(exprKey(expr))));
  // A branch that is nothing but the shared terms makes the rest true.
  if (rests.some((rest) => rest.length === 0)) return shared;
  return [...shared, disjunction(rests.map(conjunction))];
}

/**
 * What a disjunction implies about rows of which only some columns are known: each branch reduced to the terms that
 * `known` accepts; null where a branch has none, for then it implies nothing.
 */
export function impliedPredicate(term: Expr, known: (term: Expr) => boolean): Expr | null {
  const branches = disjuncts(term);
  if (branches.length < 2) return null;
  const reduced = branches.map((branch) => conjuncts(branch).filter(known));
  return reduced.some((branch) => branch.length === 0) ? null : disjunction(reduced.map(conjunction));
}
