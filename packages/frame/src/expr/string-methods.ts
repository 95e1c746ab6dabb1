import type { FunctionOptions } from "@millrace/plan";
import type { Expr, IntoExpr } from "./expr.ts";
import { methodFlag } from "./method-flag.ts";

/** Builds a call of a function over the expression that the methods belong to. */
export type MakeCall = (name: string, args?: readonly IntoExpr[], options?: FunctionOptions) => Expr;

/** Functions of text, as `col("s").str`. Null of null throughout; lengths and positions count characters. */
export class StringMethods {
  readonly #call: MakeCall;

  constructor(call: MakeCall) {
    this.#call = call;
  }

  /** Whether the text begins with this text, taken literally. */
  startsWith(prefix: IntoExpr): Expr {
    return this.#call("str.startsWith", [prefix]);
  }

  /** Whether the text ends with this text, taken literally. */
  endsWith(suffix: IntoExpr): Expr {
    return this.#call("str.endsWith", [suffix]);
  }

  /** Whether the text contains this text. With signs of a regular expression in it, say `literal: true`. */
  contains(pattern: IntoExpr, options: { readonly literal?: boolean | undefined } = {}): Expr {
    return this.#call("str.contains", [pattern], { literal: methodFlag("str.contains", options, "literal", false) });
  }

  /** Whether the whole text matches an SQL pattern: % is any text, _ any one character. */
  like(pattern: IntoExpr): Expr {
    return this.#call("str.like", [pattern]);
  }

  /** So many characters from a position on (from the end where it is negative); without a length all that follow. */
  slice(offset: number | Expr, length?: number | Expr): Expr {
    return this.#call("str.slice", length === undefined ? [offset] : [offset, length]);
  }

  /** The parts between separators, as a list: take one with `.list.get(i)`. */
  split(by: string): Expr {
    return this.#call("str.split", [], { by });
  }

  /**
   * Parses dates with times, by a format such as "%Y-%m-%d %H:%M" or ISO 8601 without one. Text that does not parse throws, or
   * is null with `strict: false`.
   */
  toDatetime(format?: string, options: { readonly strict?: boolean | undefined } = {}): Expr {
    const strict = methodFlag("str.toDatetime", options, "strict", true);
    return this.#call("str.toDatetime", [], { format: format ?? null, strict });
  }

  /** Parses dates, by a format such as "%Y-%m-%d"; see toDatetime. */
  toDate(format?: string, options: { readonly strict?: boolean | undefined } = {}): Expr {
    const strict = methodFlag("str.toDate", options, "strict", true);
    return this.#call("str.toDate", [], { format: format ?? null, strict });
  }

  /** Length in characters. */
  lenChars(): Expr {
    return this.#call("str.lenChars");
  }

  /** Length in bytes of UTF-8. */
  lenBytes(): Expr {
    return this.#call("str.lenBytes");
  }

  /** In lower case. */
  toLowercase(): Expr {
    return this.#call("str.toLowercase");
  }

  /** In upper case. */
  toUppercase(): Expr {
    return this.#call("str.toUppercase");
  }

  /** Without these characters at both ends; without white space if none are given. */
  stripChars(characters?: string): Expr {
    return this.#call("str.stripChars", [], { characters: characters ?? null });
  }

  /** The first place of this text replaced. With signs of a regular expression in it, say `literal: true`. */
  replace(pattern: string, value: IntoExpr, options: { readonly literal?: boolean | undefined } = {}): Expr {
    const literal = methodFlag("str.replace", options, "literal", false);
    return this.#call("str.replace", [pattern, value], { literal });
  }
}
