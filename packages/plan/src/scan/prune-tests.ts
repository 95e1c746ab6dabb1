import type { CallExpr } from "../expr/call.ts";
import type { ColumnExpr } from "../expr/column.ts";
import type { Expr, LiteralValue } from "../expr/expr.ts";
import { comparisonOf, conjuncts, disjuncts, isCallOf, logic, mirrorComparison } from "../expr/logic.ts";

/**
 * A test of one column that holds in every row which a predicate keeps, so that rows can be skipped by bounds alone.
 * `values` are in the literal form of the column's type: one, or for `in` at least one, none for null tests.
 */
export interface PruneTest {
  readonly column: string;
  readonly op: "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "in" | "isNull" | "isNotNull";
  readonly values: readonly LiteralValue[];
}

const LAST_CODE_POINT = 0x10ffff;
const FIRST_SURROGATE = 0xd800;
const AFTER_SURROGATES = 0xe000;

/** The least text above every text with that prefix, by UTF-8 bytes; null where there is none. */
export function prefixEnd(prefix: string): string | null {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.length > 0) {
    const last = points.pop() ?? 0;
    if (last >= LAST_CODE_POINT) continue;
    points.push(last + 1 === FIRST_SURROGATE ? AFTER_SURROGATES : last + 1);
    return String.fromCodePoint(...points);
  }
  return null;
}

function literalValue(expr: Expr | undefined): LiteralValue {
  return expr?.kind === "literal" ? expr.value : null;
}

function comparisonTest(term: Expr): PruneTest[] {
  const comparison = comparisonOf(term);
  if (comparison === null || term.kind !== "call") return [];
  const [left, right] = term.args;
  const [column, other, op] =
    left?.kind === "column" ? [left, right, comparison] : [right, left, mirrorComparison(comparison)];
  const value = literalValue(other);
  return column?.kind === "column" && value !== null ? [{ column: column.name, op, values: [value] }] : [];
}

/** Tests of calls whose first argument is a column and whose others are literals. */
function callTests(term: CallExpr, { name }: ColumnExpr): PruneTest[] {
  const values = term.args.slice(1).map(literalValue);
  const literals = term.args.slice(1).every((arg) => arg.kind === "literal");
  const [first = null, second = null] = values;
  if (isCallOf(term, logic.isNull)) return [{ column: name, op: "isNull", values: [] }];
  if (isCallOf(term, logic.isNotNull)) return [{ column: name, op: "isNotNull", values: [] }];
  if (isCallOf(term, logic.isIn)) {
    const members = values.filter((value) => value !== null);
    // A null member may match null rows where the function's options say so: then bounds prove nothing.
    return literals && members.length > 0 && members.length === values.length
      ? [{ column: name, op: "in", values: members }]
      : [];
  }
  if (isCallOf(term, logic.isBetween)) {
    const closed = term.options["closed"] ?? "both";
    const tests: PruneTest[] = [];
    if (first !== null) {
      tests.push({ column: name, op: closed === "both" || closed === "left" ? "ge" : "gt", values: [first] });
    }
    if (second !== null) {
      tests.push({ column: name, op: closed === "both" || closed === "right" ? "le" : "lt", values: [second] });
    }
    return tests;
  }
  if (isCallOf(term, logic.startsWith) && typeof first === "string" && first !== "") {
    const end = prefixEnd(first);
    const from: PruneTest = { column: name, op: "ge", values: [first] };
    return end === null ? [from] : [from, { column: name, op: "lt", values: [end] }];
  }
  return [];
}

/** `a = 1 or a = 2` is membership in 1, 2. */
function disjunctionTest(term: Expr): PruneTest[] {
  const branches = disjuncts(term);
  if (branches.length < 2) return [];
  const tests = branches.map((branch) => (conjuncts(branch).length === 1 ? termTests(branch) : []));
  const single = tests.flatMap((found) => (found.length === 1 ? found : []));
  const [first] = single;
  if (first === undefined || single.length !== branches.length) return [];
  const members = single.every((test) => test.column === first.column && (test.op === "eq" || test.op === "in"));
  return members ? [{ column: first.column, op: "in", values: single.flatMap((test) => test.values) }] : [];
}

function termTests(term: Expr): PruneTest[] {
  if (term.kind === "column") return [{ column: term.name, op: "eq", values: [true] }];
  if (term.kind !== "call") return [];
  const [first] = term.args;
  if (isCallOf(term, logic.not)) {
    if (first?.kind === "column") return [{ column: first.name, op: "eq", values: [false] }];
    const [inner] = first === undefined ? [] : termTests(first);
    if (inner?.op === "isNull") return [{ ...inner, op: "isNotNull" }];
    return inner?.op === "isNotNull" ? [{ ...inner, op: "isNull" }] : [];
  }
  const compared = comparisonTest(term);
  if (compared.length > 0) return compared;
  const called = first?.kind === "column" ? callTests(term, first) : [];
  return called.length > 0 ? called : disjunctionTest(term);
}

/** The tests that follow from a scan's predicate: all of them hold in each row that it keeps. Empty where none is plain. */
export function pruneTests(predicate: Expr): PruneTest[] {
  return conjuncts(predicate).flatMap(termTests);
}
