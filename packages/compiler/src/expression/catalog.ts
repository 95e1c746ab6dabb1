import type { DataType, Layout } from "@millrace/core";
import type { Expr, FunctionSignature, OptionValue } from "@millrace/plan";
import type { Node } from "../assembler/node.ts";
import type { CompiledValue } from "./compiled-value.ts";
import type { ErrorSite, Scope } from "./scope.ts";

/** The options of a call. */
export type Options = Readonly<Record<string, OptionValue>>;

/** What a function's emit works with. */
export interface EmitContext {
  readonly scope: Scope;
  readonly options: Options;
  /** The resolved type of the result. */
  readonly type: DataType;
  /** The arguments as expressions, coerced. */
  readonly argExprs: readonly Expr[];
  /** The value of an expression, common subexpressions shared. */
  compile(expr: Expr): CompiledValue;
  /** Whether the expression is cheap and cannot fail: it may then be evaluated on rows that do not need it. */
  isCheap(expr: Expr): boolean;
  /** The resolved type of an expression. */
  typeOf(expr: Expr): DataType;
  /** A place where this call can fail; `format` is the form of text that a parser takes. */
  site(kind: ErrorSite["kind"], from: string, to: string, format?: string): ErrorSite;
}

/** A scalar function that can be compiled. */
export interface EmittableFunction extends FunctionSignature {
  /** `propagate`: the arguments' parts come without validity, and a null argument makes a null; `custom`: as they are. */
  readonly nullPolicy: "propagate" | "custom";
  /** The function compiles its arguments itself (`EmitContext.compile`) and gets none. */
  readonly lazy?: boolean;
  emit(context: EmitContext, args: readonly CompiledValue[]): CompiledValue;
}

/** What is known of an argument's values. */
export interface ArgumentShape {
  readonly type: DataType;
  readonly nullable: boolean;
}

/** A field of an aggregate's state. A `view` field is a string whose bytes the owner of the state keeps. */
export interface StateField {
  readonly name: string;
  readonly layout: Layout;
  /** Bytes; the owner of the state puts every field at a multiple of 8. */
  readonly width: number;
}

/** How an aggregate that gives rows, not a value, keeps them in its state: its arguments are their columns. */
export interface RowsInState {
  /** The most rows of a state; u32 at 0 is how many there are. */
  readonly limit: number;
  /** u16[limit]: the numbers of the slots, in the order of the rows. */
  readonly orderOffset: number;
  /** The first slot, and bytes from a slot to the next. */
  readonly slotsOffset: number;
  readonly slotSize: number;
  /** Where each argument lies in a slot, and its null byte (1 = null); views hold addresses. */
  readonly fields: readonly { readonly offset: number; readonly nullOffset: number }[];
}

/**
 * An aggregate function that can be compiled. A state is the fields one after another, each at a multiple of 8 bytes; all
 * zero is the identity. The methods emit code that reads and writes the state at an address.
 */
export interface EmittableAggregate extends FunctionSignature {
  state(argTypes: readonly DataType[], options: Options): readonly StateField[];
  /** Given where a state becomes rows of the result: `finish` is not asked then. */
  rows?(argTypes: readonly DataType[], options: Options): RowsInState;
  /** Adds one row. `seq` is the row's place in the order of the input (i64), given where `orderSensitive`. */
  update(scope: Scope, state: Node, args: readonly CompiledValue[], seq: Node | null, options: Options): void;
  merge(scope: Scope, into: Node, from: Node, argTypes: readonly DataType[], options: Options): void;
  finish(scope: Scope, state: Node, argTypes: readonly DataType[], options: Options): CompiledValue;
  /**
   * The same result from simpler calls over the same arguments, which other calls of the group-by may share; null where there are
   * none, or the function is as simple as can be.
   */
  decompose?(args: readonly Expr[], types: readonly ArgumentShape[], options: Options): Expr | null;
  readonly orderSensitive: boolean;
  /** Needs all values of a group at once: the engine has another way, and state, update, merge and finish throw. */
  readonly holistic: boolean;
}

/** The functions that can be compiled. */
export interface EmitCatalog {
  scalar(name: string): EmittableFunction | undefined;
  aggregate(name: string): EmittableAggregate | undefined;
}
