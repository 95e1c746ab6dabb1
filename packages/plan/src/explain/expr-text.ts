import { typeName } from "@millrace/core";
import type { CallExpr } from "../expr/call.ts";
import type { Expr, FunctionOptions } from "../expr/expr.ts";
import { ATOM_PRECEDENCE, infixes, PREFIX_PRECEDENCE, prefixes } from "./infix.ts";
import { literalText } from "./literal-text.ts";

interface Text {
  readonly text: string;
  readonly precedence: number;
}

function atom(text: string): Text {
  return { text, precedence: ATOM_PRECEDENCE };
}

function bracketed({ text, precedence }: Text, least: number): string {
  return precedence < least ? `(${text})` : text;
}

function callText(name: string, args: readonly Expr[], options: FunctionOptions): string {
  const named = Object.entries(options).map(([option, value]) => `${option}: ${optionText(value)}`);
  return `${name}(${[...args.map(exprText), ...named].join(", ")})`;
}

function optionText(value: FunctionOptions[string]): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner));
}

function call(expr: CallExpr): Text {
  const [first] = expr.args;
  const prefix = prefixes.get(expr.function);
  if (prefix !== undefined && first !== undefined && expr.args.length === 1) {
    return { text: prefix + bracketed(parts(first), PREFIX_PRECEDENCE), precedence: PREFIX_PRECEDENCE };
  }
  const infix = infixes.get(expr.function);
  if (infix === undefined || expr.args.length < 2) return atom(callText(expr.function, expr.args, expr.options));
  const { symbol, precedence } = infix;
  // The first argument may bind as loosely as the operator itself: a - b - c reads from the left.
  const text = expr.args.map((arg, i) => bracketed(parts(arg), i === 0 ? precedence : precedence + 1));
  return { text: text.join(` ${symbol} `), precedence };
}

function parts(expr: Expr): Text {
  switch (expr.kind) {
    case "column":
      return atom(expr.name);
    case "literal":
      return atom(literalText(expr.value, expr.type));
    case "cast":
      return atom(`cast(${exprText(expr.input)} as ${typeName(expr.to)}${expr.strict ? ", strict" : ""})`);
    case "conditional": {
      const branches = expr.branches.map(({ when, then }) => `when ${exprText(when)} then ${exprText(then)}`);
      return { text: `${branches.join(" ")} otherwise ${exprText(expr.otherwise)}`, precedence: 0 };
    }
    case "alias":
      return { text: `${exprText(expr.input)} as ${expr.name}`, precedence: 0 };
    case "aggregate":
      return atom(callText(expr.function, expr.args, expr.options));
    case "call":
      return call(expr);
  }
}

/** An expression as one line of text: infix operators, quoted strings, ISO dates. For reading, not for parsing. */
export function exprText(expr: Expr): string {
  return parts(expr).text;
}

/** Characters of an expression that an error quotes. */
const MAX_QUOTED = 160;

/** The text of an expression for an error, cut where it is long. */
export function shortText(expr: Expr): string {
  const text = exprText(expr);
  return text.length <= MAX_QUOTED ? text : `${text.slice(0, MAX_QUOTED)}…`;
}
