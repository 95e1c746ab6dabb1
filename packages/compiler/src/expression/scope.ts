import type { DataType } from "@millrace/core";
import type { Expr, LiteralValue } from "@millrace/plan";
import type { FunctionBuilder } from "../assembler/function-builder.ts";
import type { ModuleBuilder } from "../assembler/module-builder.ts";
import type { FunctionRef, Node } from "../assembler/node.ts";
import type { CompiledValue } from "./compiled-value.ts";
import type { Magnitude } from "./magnitude.ts";

/** A place in a pipeline where a row can fail; plain data, so that it can cross to the thread that reports it. */
export interface ErrorSite {
  readonly kind: "cast" | "parse" | "outOfBounds";
  /** The expression as the user would recognise it. */
  readonly expression: string;
  /** The type of the value that failed, as the user writes it. */
  readonly from: string;
  /** The type that it did not fit. */
  readonly to: string;
  /** The form of text that a parser takes: `the format "%Y"`. */
  readonly format?: string;
}

/** The types of expressions over one set of columns. One object stands for one binding of names to columns. */
export interface Typing {
  /** The resolved type of a coerced expression. */
  typeOf(expr: Expr): DataType;
}

/**
 * Code can exist twice: once for any numbers, and once for batches whose numbers are known to be small. The nodes are constants of the
 * code: 1 in the second, 0 in the first.
 */
export interface Bounds {
  /** Whether numbers of this magnitude fit 64 bits (signed). */
  fitsWord(magnitude: Magnitude): Node;
  /** Whether the sum of all numbers of this magnitude that a state of the slot is given fits 64 bits (signed). */
  sumFitsWord(magnitude: Magnitude): Node;
}

/** What the surrounding operator provides for the code of one row. */
export interface Scope {
  readonly f: FunctionBuilder;
  readonly module: ModuleBuilder;
  /** The value of a column at the current row. */
  column(name: string): CompiledValue;
  /**
   * A constant from the parameters of the query, not from code: emitted code depends on a literal's type and on whether
   * it is null, never on its value, so that modules are shared by queries that differ in literals.
   */
  literal(value: LiteralValue, type: DataType): CompiledValue;
  /** A kernel by its exported name. */
  kernel(name: string): FunctionRef;
  /** The address of so many bytes, 16-aligned, for this place in the code; overwritten by the next row. */
  rowScratch(bytes: number): Node;
  /** Emits: record the site and the row (and, where possible, the value), then leave the function. */
  fail(site: ErrorSite, value?: CompiledValue): void;
  /** The address of so many bytes that live as long as the batch, for the bytes of a computed string. */
  stringSpace(bytes: Node): Node;
  /**
   * Copies the string at `view` into the state field (a view) at `field`, bytes included: whoever owns the state owns
   * them. Needed by min, max, first and last of strings alone.
   */
  keepString?(field: Node, view: Node): void;
  /** What is known of magnitudes; undefined where the code runs without having looked at them. */
  readonly bounds?: Bounds | undefined;
}
