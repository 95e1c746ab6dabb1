import type { Schema } from "@millrace/core";
import { Boolean as BooleanType, isFloat, isNumeric, sameType } from "@millrace/core";
import type { FunctionCatalog } from "../catalogue.ts";
import { CallExpr } from "../expr/call.ts";
import { CastExpr } from "../expr/cast.ts";
import { ConditionalExpr } from "../expr/conditional.ts";
import type { Expr } from "../expr/expr.ts";
import { sameExpr } from "../expr/key.ts";
import { LiteralExpr } from "../expr/literal.ts";
import { comparisonOf, conjunction, disjunction, isCallOf, logic, mirrorComparison } from "../expr/logic.ts";
import { isMovable, isRowFunction } from "../expr/properties.ts";
import { rewriteExpr } from "../expr/walk.ts";
import { isLosslessCast } from "../types/cast-rules.ts";
import { convertLiteral } from "../types/literal-conversion.ts";
import { resolveExpr, typeOf } from "../typing/resolve-expr.ts";

interface Scope {
  readonly schema: Schema;
  readonly catalog: FunctionCatalog;
}

type Rule = (expr: Expr, scope: Scope) => Expr;

const yes = LiteralExpr(true, BooleanType);
const no = LiteralExpr(false, BooleanType);

/** Whether the expression is that Boolean literal. */
export function isLiteral(expr: Expr, value: boolean | null): boolean {
  return expr.kind === "literal" && expr.value === value;
}

/** Flattens `and` and `or`, drops repeated and neutral terms; false in an `and`, and true in an `or`, decides it. */
const connectives: Rule = (expr, { catalog }) => {
  if (!isCallOf(expr, logic.and) && !isCallOf(expr, logic.or)) return expr;
  const name = expr.function;
  const neutral = name === logic.and;
  const terms = expr.args.flatMap((arg) => (isCallOf(arg, name) ? arg.args : [arg]));
  if (terms.some((term) => isLiteral(term, !neutral))) return neutral ? no : yes;
  const rest = terms.filter((term) => !isLiteral(term, neutral));
  // Two draws of a random number are two terms.
  if (!rest.every((term) => isRowFunction(term, catalog))) return expr;
  const result = neutral ? conjunction(rest) : disjunction(rest);
  return sameExpr(result, expr) ? expr : result;
};

/** `not not x` is x; `not a = b` is `a != b`, as both are null together. */
const negation: Rule = (expr) => {
  if (!isCallOf(expr, logic.not)) return expr;
  const [inner] = expr.args;
  if (inner === undefined) return expr;
  if (isCallOf(inner, logic.not)) return inner.args[0] ?? expr;
  const comparison = comparisonOf(inner);
  if (comparison === "eq" && inner.kind === "call") return CallExpr(logic.ne, inner.args);
  if (comparison === "ne" && inner.kind === "call") return CallExpr(logic.eq, inner.args);
  return expr;
};

/** Membership in a list of one is equality; null tests of what is never null are decided. */
const tests: Rule = (expr, { schema, catalog }) => {
  if (expr.kind !== "call") return expr;
  const [value, only] = expr.args;
  if (value === undefined) return expr;
  const plain = Object.keys(expr.options).length === 0;
  if (
    isCallOf(expr, logic.isIn) &&
    plain &&
    expr.args.length === 2 &&
    only?.kind === "literal" &&
    only.value !== null
  ) {
    return CallExpr(logic.eq, [value, only]);
  }
  if (!isCallOf(expr, logic.isNull) && !isCallOf(expr, logic.isNotNull)) return expr;
  if (resolveExpr(value, schema, catalog).nullable || !isMovable(value, schema, catalog)) return expr;
  return isCallOf(expr, logic.isNotNull) ? yes : no;
};

/** `a = a` holds only where a is neither null nor able to fail; a float may be NaN. */
const reflexive: Rule = (expr, { schema, catalog }) => {
  if (!isCallOf(expr, logic.eq)) return expr;
  const [a, b] = expr.args;
  if (a === undefined || b === undefined || !sameExpr(a, b)) return expr;
  const { type, nullable } = resolveExpr(a, schema, catalog);
  return nullable || isFloat(type) || !isMovable(a, schema, catalog) ? expr : yes;
};

/** A cast to the type that is there is none; of two casts a lossless numeric first one says nothing. */
const casts: Rule = (expr, { schema, catalog }) => {
  if (expr.kind !== "cast") return expr;
  const { input, to, strict } = expr;
  if (sameType(typeOf(input, schema, catalog), to)) return input;
  if (input.kind !== "cast") return expr;
  const origin = typeOf(input.input, schema, catalog);
  const redundant = isNumeric(origin) && isNumeric(to) && isLosslessCast(origin, input.to);
  if (!redundant) return expr;
  return sameType(origin, to) ? input.input : CastExpr(input.input, to, strict);
};

/** `cast(column) < literal` becomes `column < literal` where the literal is exact in the column's type: it can prune. */
const comparedCasts: Rule = (expr, { schema, catalog }) => {
  const comparison = comparisonOf(expr);
  if (comparison === null || expr.kind !== "call") return expr;
  const [left, right] = expr.args;
  if (left === undefined || right === undefined) return expr;
  if (left.kind === "literal" && right.kind === "cast") {
    const mirror = CallExpr(mirrorComparison(comparison), [right, left]);
    const result = comparedCasts(mirror, { schema, catalog });
    return result === mirror ? expr : result;
  }
  if (left.kind !== "cast" || right.kind !== "literal" || right.value === null) return expr;
  const from = typeOf(left.input, schema, catalog);
  if (!isLosslessCast(from, left.to)) return expr;
  const value = convertLiteral(right.value, right.type, from);
  return value === undefined ? expr : CallExpr(comparison, [left.input, LiteralExpr(value, from)]);
};

/** Branches that never apply go; one that always applies ends the list. */
const conditionals: Rule = (expr) => {
  if (expr.kind !== "conditional") return expr;
  const possible = expr.branches.filter((branch) => !isLiteral(branch.when, false) && !isLiteral(branch.when, null));
  const certain = possible.findIndex((branch) => isLiteral(branch.when, true));
  const branches = certain < 0 ? possible : possible.slice(0, certain);
  const otherwise = possible[certain]?.then ?? expr.otherwise;
  if (branches.length === 0) return otherwise;
  return branches.length === expr.branches.length ? expr : ConditionalExpr(branches, otherwise);
};

const rules: readonly Rule[] = [connectives, negation, tests, reflexive, casts, comparedCasts, conditionals];

/** The expression in fewer and simpler terms: same values, same nulls, and no error that it did not raise before. */
export function simplifyExpr(expr: Expr, schema: Schema, catalog: FunctionCatalog): Expr {
  const scope = { schema, catalog };
  return rewriteExpr(expr, (node) => rules.reduce((simpler, rule) => rule(simpler, scope), node));
}
