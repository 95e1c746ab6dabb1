import type { DataType } from "@millrace/core";
import { InvalidArgumentError } from "@millrace/core";
import type { Expr as ExprNode, FunctionOptions } from "@millrace/plan";
import { AggregateExpr, AliasExpr, CallExpr, CastExpr, ColumnExpr, exprText } from "@millrace/plan";
import { migration, rejectOldNames } from "../migration.ts";
import { printAsText } from "../print-as-text.ts";
import { DatetimeMethods } from "./datetime-methods.ts";
import { ListMethods } from "./list-methods.ts";
import type { Literal } from "./literal-node.ts";
import { isLiteral, literalNode } from "./literal-node.ts";
import { methodFlag } from "./method-flag.ts";
import type { Selection } from "./selection.ts";
import { mergeSelections } from "./selection.ts";
import { StringMethods } from "./string-methods.ts";

/** Where an expression is taken, a constant is too. Whether text means a column or a constant, each method says. */
export type IntoExpr = Expr | Literal;

/** Which ends of a range belong to it. */
export type Closed = "both" | "left" | "right" | "none";

/** How a selection of one argument reads plain text. */
type TextMeans = "column" | "literal";

/**
 * A computation over columns: immutable, and not run before a frame is collected. Build it from `col`, `lit`, `when`.
 *
 * @example
 * const bmi = col("weight").div(col("height").pow(2)).alias("bmi");
 * frame.withColumns(bmi).filter(bmi.gt(25));
 */
export class Expr {
  /** The expression as plan data. */
  readonly node: ExprNode;
  /** The columns that the expression is repeated for, or null. */
  readonly selection: Selection | null;

  constructor(node: ExprNode, selection: Selection | null = null) {
    this.node = node;
    this.selection = selection;
    Object.freeze(this);
  }

  /** Sum of two values; integers of different widths widen. Text is a constant. */
  add(other: IntoExpr): Expr {
    return this.#call("add", [other]);
  }

  /** Difference. */
  sub(other: IntoExpr): Expr {
    return this.#call("sub", [other]);
  }

  /** Product. */
  mul(other: IntoExpr): Expr {
    return this.#call("mul", [other]);
  }

  /** Quotient, always a float: x / 0 is infinite, 0 / 0 NaN. */
  div(other: IntoExpr): Expr {
    return this.#call("div", [other]);
  }

  /** Quotient rounded down. */
  floorDiv(other: IntoExpr): Expr {
    return this.#call("floorDiv", [other]);
  }

  /** Remainder of floorDiv; it has the sign of the divisor. */
  mod(other: IntoExpr): Expr {
    return this.#call("mod", [other]);
  }

  /** Power. */
  pow(exponent: IntoExpr): Expr {
    return this.#call("pow", [exponent]);
  }

  /** The value with its sign turned. */
  neg(): Expr {
    return this.#call("neg");
  }

  /** The value without its sign. */
  abs(): Expr {
    return this.#call("abs");
  }

  /** Whether the values are equal; null where one is null. Text is a constant here and in the other comparisons. */
  eq(other: IntoExpr): Expr {
    return this.#call("eq", [other]);
  }

  /** Whether the values differ; null where one is null. */
  ne(other: IntoExpr): Expr {
    return this.#call("ne", [other]);
  }

  /** Greater than. */
  gt(other: IntoExpr): Expr {
    return this.#call("gt", [other]);
  }

  /** Greater than or equal. */
  ge(other: IntoExpr): Expr {
    return this.#call("ge", [other]);
  }

  /** Less than. */
  lt(other: IntoExpr): Expr {
    return this.#call("lt", [other]);
  }

  /** Less than or equal. */
  le(other: IntoExpr): Expr {
    return this.#call("le", [other]);
  }

  /** As eq, but null equals null and nothing else. */
  eqMissing(other: IntoExpr): Expr {
    return this.#call("eqMissing", [other]);
  }

  /** As ne, but null equals null and nothing else. */
  neMissing(other: IntoExpr): Expr {
    return this.#call("neMissing", [other]);
  }

  /** Whether both are true, in three-valued logic. */
  and(...others: readonly IntoExpr[]): Expr {
    return others.reduce<Expr>((all, other) => all.#call("and", [other]), this);
  }

  /** Whether one is true, in three-valued logic. */
  or(...others: readonly IntoExpr[]): Expr {
    return others.reduce<Expr>((all, other) => all.#call("or", [other]), this);
  }

  /** The contrary; null of null. */
  not(): Expr {
    return this.#call("not");
  }

  /** Whether exactly one is true. */
  xor(other: IntoExpr): Expr {
    return this.#call("xor", [other]);
  }

  /**
   * Whether the value is one of these constants; null of null.
   *
   * @example col("facility").isIn(["UCSF", "ZSFG"])
   */
  isIn(values: Iterable<Literal>): Expr {
    if (typeof values === "string" || typeof values?.[Symbol.iterator] !== "function") {
      throw new InvalidArgumentError('isIn takes a list of constants, as in isIn(["a", "b"])');
    }
    return this.#call("isIn", [...values]);
  }

  /** Whether the value lies in a range, ends included unless `closed` says otherwise. Text names columns. */
  isBetween(low: IntoExpr, high: IntoExpr, closed: Closed = "both"): Expr {
    if (!["both", "left", "right", "none"].includes(closed)) {
      throw new InvalidArgumentError(`closed is "both", "left", "right" or "none", not ${JSON.stringify(closed)}`);
    }
    return this.#call("isBetween", [low, high], { closed }, "column");
  }

  /** Whether the value is null. */
  isNull(): Expr {
    return this.#call("isNull");
  }

  /** Whether the value is not null. */
  isNotNull(): Expr {
    return this.#call("isNotNull");
  }

  /** Whether a float is NaN; null of null. */
  isNan(): Expr {
    return this.#call("isNan");
  }

  /** Whether a float is not NaN; null of null. */
  isNotNan(): Expr {
    return this.#call("isNotNan");
  }

  /** Whether the number is neither NaN nor infinite. */
  isFinite(): Expr {
    return this.#call("isFinite");
  }

  /** Whether the number is infinite. */
  isInfinite(): Expr {
    return this.#call("isInfinite");
  }

  /** The value, or this one where it is null. Text is a constant; a column is written col("…"). */
  fillNull(value: IntoExpr): Expr {
    return this.#call("fillNull", [value]);
  }

  /**
   * The value as another type. A value that the type does not hold throws a StrictCastError, or is null with
   * `strict: false`.
   */
  cast(type: DataType, options: { readonly strict?: boolean | undefined } = {}): Expr {
    if (typeof type !== "object" || type === null || typeof type.kind !== "string") {
      throw new InvalidArgumentError(`cast takes a type such as Float64, not ${JSON.stringify(type)}`);
    }
    return new Expr(CastExpr(this.node, type, methodFlag("cast", options, "strict", true)), this.selection);
  }

  /**
   * The value, or the bound that it lies beyond; null stays null, NaN stays NaN. A bound that is null or left out is none.
   *
   * @example col("bmi").clip(12, 70)
   */
  clip(lower?: IntoExpr, upper?: IntoExpr): Expr {
    return this.#call("clip", [lower ?? null, upper ?? null], {}, "column");
  }

  /** Rounded to so many decimals, halves to even. */
  round(decimals = 0): Expr {
    if (!Number.isInteger(decimals) || decimals < 0) {
      throw new InvalidArgumentError(`round takes a number of decimals from 0 on, not ${decimals}`);
    }
    return this.#call("round", [], { decimals });
  }

  /** Rounded down. */
  floor(): Expr {
    return this.#call("floor");
  }

  /** Rounded up. */
  ceil(): Expr {
    return this.#call("ceil");
  }

  /** Square root; NaN below zero. */
  sqrt(): Expr {
    return this.#call("sqrt");
  }

  /** e to the power of the value. */
  exp(): Expr {
    return this.#call("exp");
  }

  /** Natural logarithm. */
  log(): Expr {
    return this.#call("log");
  }

  /** The same value as a column of another name. */
  alias(name: string): Expr {
    if (typeof name !== "string") throw new InvalidArgumentError(`alias takes a name, not ${JSON.stringify(name)}`);
    return new Expr(AliasExpr(this.node, name), this.selection);
  }

  /** Sum of the values that are not null; 0 of none. Small integers widen to Int64. */
  sum(): Expr {
    return this.#aggregate("sum");
  }

  /** Mean of the values that are not null; null of none. */
  mean(): Expr {
    return this.#aggregate("mean");
  }

  /** Least value. */
  min(): Expr {
    return this.#aggregate("min");
  }

  /** Greatest value. */
  max(): Expr {
    return this.#aggregate("max");
  }

  /** How many values are not null. For all rows use len(). */
  count(): Expr {
    return this.#aggregate("count");
  }

  /** The first row's value, null included. */
  first(): Expr {
    return this.#aggregate("first");
  }

  /** The last row's value, null included. */
  last(): Expr {
    return this.#aggregate("last");
  }

  /** How many different values there are; null is one of them. */
  nUnique(): Expr {
    return this.#aggregate("nUnique");
  }

  /** The middle value, or the mean of the two in the middle. */
  median(): Expr {
    return this.#aggregate("median");
  }

  /** Standard deviation with `ddof` degrees of freedom taken off. */
  std(ddof = 1): Expr {
    return this.#aggregate("std", { ddof });
  }

  /** Variance with `ddof` degrees of freedom taken off. */
  var(ddof = 1): Expr {
    return this.#aggregate("var", { ddof });
  }

  /** Whether one value is true; false of none. Nulls are skipped. */
  any(): Expr {
    return this.#aggregate("any");
  }

  /** Whether every value is true; true of none. Nulls are skipped. */
  all(): Expr {
    return this.#aggregate("all");
  }

  /** How many values are null. */
  nullCount(): Expr {
    return this.isNull().sum();
  }

  /** Functions of text. */
  get str(): StringMethods {
    return new StringMethods((name, args, options) => this.#call(name, args, options));
  }

  /** Functions of dates and times. */
  get dt(): DatetimeMethods {
    return new DatetimeMethods((name, options) => this.#call(name, [], options));
  }

  /** Functions of lists. */
  get list(): ListMethods {
    return new ListMethods((name, args, options) => this.#call(name, args, options));
  }

  /** The expression in the notation of `explain()`. */
  toString(): string {
    const text = exprText(this.node);
    return this.selection === null || this.selection === "all" ? text : `${text} for [${this.selection.join(", ")}]`;
  }

  #call(
    name: string,
    others: readonly IntoExpr[] = [],
    options: FunctionOptions = {},
    text: TextMeans = "literal",
  ): Expr {
    const operands = others.map((other) => toExpr(other, text));
    const selection = operands.reduce((merged, operand) => mergeSelections(merged, operand.selection), this.selection);
    return new Expr(CallExpr(name, [this.node, ...operands.map((operand) => operand.node)], options), selection);
  }

  #aggregate(name: string, options: FunctionOptions = {}): Expr {
    return new Expr(AggregateExpr(name, [this.node], options), this.selection);
  }
}

printAsText(Expr.prototype);

/** The expression of a value; text is a column or a constant as `text` says. */
export function toExpr(value: IntoExpr, text: TextMeans = "column"): Expr {
  if (value instanceof Expr) return value;
  if (typeof value === "string" && text === "column") return new Expr(ColumnExpr(value));
  if (isLiteral(value)) return new Expr(literalNode(value));
  throw new InvalidArgumentError(
    `An expression is wanted, such as col("name") or a constant, not ${Array.isArray(value) ? "a list" : `a ${typeof value}`}`,
  );
}
rejectOldNames(Expr.prototype, "Expr", migration.expr);
