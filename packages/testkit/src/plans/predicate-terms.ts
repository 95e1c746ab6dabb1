// Random predicates, and the conditional terms that they decide.

import type { Expr } from "millrace";
import * as m from "millrace";
import { coalesce, lit, when } from "millrace";
import { sqlType } from "../oracle/sql-text.ts";
import { exactFloat, integerTerm } from "./number-terms.ts";
import type { Term } from "./term.ts";
import { literal, opaque } from "./term.ts";
import type { TermContext, TermMaker } from "./term-context.ts";
import { drawOf, isFloat, isInteger } from "./term-context.ts";
import { textTerm } from "./text-terms.ts";
import { dateTerm, datetimeTerm } from "./time-terms.ts";

/** A boolean term that is not fuzzy. */
export function predicateTerm(context: TermContext, depth: number): Term {
  const makers: TermMaker[] = [
    () => comparison(context, depth),
    () => comparison(context, depth),
    () => nullTest(context),
    () => membership(context),
    () => between(context),
    () => textTest(context),
    () => floatTest(context),
    () => context.columnOf((column) => column.type.kind === "boolean"),
  ];
  if (depth > 0) {
    makers.push(
      () => connective(context, depth),
      () => connective(context, depth),
      () => negation(context, depth),
    );
  }
  return context.first(makers) ?? nullTest(context) ?? literal(m.Boolean, true, context.random);
}

function comparison(context: TermContext, depth: number): Term | null {
  const [a, b] = context.random.chance(0.4) ? twoAlike(context, depth - 1) : columnAndOther(context);
  if (a === null || b === null || a.fuzzy || b.fuzzy) return null;
  const operator = context.random.pick(["eq", "ne", "lt", "le", "gt", "ge", "eqMissing", "neMissing"] as const);
  context.note(operator);
  const sign = {
    eq: "=",
    ne: "<>",
    lt: "<",
    le: "<=",
    gt: ">",
    ge: ">=",
    eqMissing: "is not distinct from",
    neMissing: "is distinct from",
  }[operator];
  return { ...opaque(m.Boolean), expr: a.expr[operator](b.expr), sql: `(${a.sql} ${sign} ${b.sql})` };
}

/** A column, and a column or constant of its type. */
function columnAndOther(context: TermContext): [Term | null, Term | null] {
  const column = context.columnOf(({ fuzzy }) => !fuzzy);
  if (column === null) return [null, null];
  const alike = context.columnOf(({ type, fuzzy }) => m.sameType(type, column.type) && !fuzzy);
  const constant = context.constant(column);
  return [column, context.random.chance(0.3) ? alike : constant];
}

function nullTest(context: TermContext): Term | null {
  const column = context.columnOf(() => true);
  if (column === null) return null;
  const negated = context.random.chance(0.5);
  context.note(negated ? "isNotNull" : "isNull");
  const expr = negated ? column.expr.isNotNull() : column.expr.isNull();
  return { ...opaque(m.Boolean), expr, sql: `(${column.sql} is ${negated ? "not " : ""}null)` };
}

function membership(context: TermContext): Term | null {
  const column = context.columnOf(({ type, fuzzy }) => !fuzzy && (isInteger(type) || type.kind === "string"));
  if (column === null) return null;
  const draw = drawOf(column.type, column.draw);
  if (draw === null) return null;
  context.note("isIn");
  const values = Array.from({ length: context.random.int(0, 5) }, () => draw(context.random));
  if (values.length === 0) {
    // SQL has no empty list.
    return {
      ...opaque(m.Boolean),
      expr: column.expr.isIn([]),
      sql: `(case when ${column.sql} is not null then false end)`,
    };
  }
  const list = values.map((value) => literal(column.type, value, context.random).sql).join(", ");
  return { ...opaque(m.Boolean), expr: column.expr.isIn(values), sql: `(${column.sql} in (${list}))` };
}

function between(context: TermContext): Term | null {
  const column = context.columnOf(({ type, fuzzy }) => !fuzzy && type.kind !== "boolean");
  if (column === null) return null;
  const [low, high] = [context.constant(column), context.constant(column)];
  if (low === null || high === null) return null;
  context.note("isBetween");
  const closed = context.random.pick(["both", "left", "right", "none"] as const);
  const [from, to] = { both: [">=", "<="], left: [">=", "<"], right: [">", "<="], none: [">", "<"] }[closed];
  return {
    ...opaque(m.Boolean),
    expr: column.expr.isBetween(low.expr, high.expr, closed),
    sql: `(${column.sql} ${from} ${low.sql} and ${column.sql} ${to} ${high.sql})`,
  };
}

function textTest(context: TermContext): Term | null {
  const text = context.textColumn();
  if (text === null) return null;
  const operator = context.random.pick(["startsWith", "endsWith", "contains", "like"] as const);
  context.note(operator);
  const part = context.random.pick([
    "a",
    "ab",
    "",
    "b",
    "a string that is much",
    "é",
    "本",
    " 1",
    "prefix 12",
    "zebra",
  ]);
  const pattern = context.random.pick(["%a%", "a%", "%b", "_b%", "%much%with%", "", "%", "___", "%é"]);
  const [expr, sql]: [Expr, string] = {
    startsWith: [text.expr.str.startsWith(part), `starts_with(${text.sql}, '${part}')`] as [Expr, string],
    endsWith: [text.expr.str.endsWith(part), `ends_with(${text.sql}, '${part}')`] as [Expr, string],
    contains: [text.expr.str.contains(part, { literal: true }), `contains(${text.sql}, '${part}')`] as [Expr, string],
    like: [text.expr.str.like(pattern), `(${text.sql} like '${pattern}')`] as [Expr, string],
  }[operator];
  return { ...opaque(m.Boolean), expr, sql };
}

function floatTest(context: TermContext): Term | null {
  const column = context.columnOf(({ type }) => isFloat(type));
  if (column === null) return null;
  const operator = context.random.pick(["isNan", "isFinite", "isInfinite"] as const);
  context.note(operator);
  const name = { isNan: "isnan", isFinite: "isfinite", isInfinite: "isinf" }[operator];
  return { ...opaque(m.Boolean), expr: column.expr[operator](), sql: `${name}(${column.sql})` };
}

function connective(context: TermContext, depth: number): Term {
  const [a, b] = [predicateTerm(context, depth - 1), predicateTerm(context, depth - 1)];
  const operator = context.random.pick(["and", "or", "xor"] as const);
  context.note(operator);
  const sql = operator === "xor" ? `(${a.sql} <> ${b.sql})` : `(${a.sql} ${operator} ${b.sql})`;
  return { ...opaque(m.Boolean), expr: a.expr[operator](b.expr), sql };
}

function negation(context: TermContext, depth: number): Term {
  const a = predicateTerm(context, depth - 1);
  context.note("not");
  return { ...opaque(m.Boolean), expr: a.expr.not(), sql: `(not ${a.sql})` };
}

/** A term that depends on a predicate or on nulls. */
export function conditionalTerm(context: TermContext, depth: number): Term | null {
  const [a, b] = twoAlike(context, depth - 1);
  if (a === null || b === null) return null;
  const facts = {
    type: a.type,
    bound: a.bound === null || b.bound === null ? null : a.bound > b.bound ? a.bound : b.bound,
    exact: a.exact && b.exact,
    fuzzy: a.fuzzy || b.fuzzy,
  };
  if (context.random.chance(0.3)) {
    context.note("coalesce");
    const expr = context.random.chance(0.5) ? coalesce(a.expr, b.expr) : a.expr.fillNull(b.expr);
    return { ...facts, expr, sql: `coalesce(${a.sql}, ${b.sql})` };
  }
  const condition = predicateTerm(context, depth - 1);
  context.note("when");
  const chain = when(condition.expr).then(a.expr);
  if (context.random.chance(0.2)) {
    const second = predicateTerm(context, depth - 1);
    const expr = chain.when(second.expr).then(b.expr).otherwise(lit(null, a.type));
    const none = `cast(null as ${sqlType(a.type)})`;
    return {
      ...facts,
      expr,
      sql: `(case when ${condition.sql} then ${a.sql} when ${second.sql} then ${b.sql} else ${none} end)`,
    };
  }
  if (context.random.chance(0.2))
    return { ...facts, expr: chain, sql: `(case when ${condition.sql} then ${a.sql} end)` };
  const sql = `(case when ${condition.sql} then ${a.sql} else ${b.sql} end)`;
  return { ...facts, expr: chain.otherwise(b.expr), sql };
}

/** Two terms of the same type. */
function twoAlike(context: TermContext, depth: number): [Term | null, Term | null] {
  const make = context.random.pick<() => Term | null>([
    () => integerTerm(context, depth),
    () => exactFloat(context, depth),
    () => textTerm(context, depth),
    () => dateTerm(context),
    () => datetimeTerm(context),
    () => predicateTerm(context, depth),
  ]);
  return [make(), make()];
}
