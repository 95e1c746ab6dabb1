import type { DataType } from "@millrace/core";
import type { Expr, LiteralValue, OptionValue } from "./expr/expr.ts";
import type { ScanSource } from "./logical/scan-source.ts";

/** What the planner may assume of a function. */
export interface FunctionProperties {
  /** The result of a row depends on that row alone. */
  readonly elementwise: boolean;
  /** Equal arguments give equal results. */
  readonly deterministic: boolean;
  /** Can raise an error on some values: never evaluated on rows that the user's plan would not evaluate it on. */
  readonly fallible: boolean;
  /** Null if and only if an argument is null. */
  readonly nullPropagating: boolean;
}

/** What type inference knows of an argument. */
export interface ArgumentType {
  readonly type: DataType;
  /** A literal without a type of its own yet. */
  readonly dynamic: boolean;
  readonly nullable: boolean;
}

/** The outcome of resolving a call: the types that the arguments are cast to, and the result's. */
export interface ResolvedCall {
  readonly argTypes: readonly DataType[];
  readonly result: DataType;
  readonly nullable: boolean;
}

/** A function as the planner sees it. */
export interface FunctionSignature {
  readonly name: string;
  readonly properties: FunctionProperties;
  /**
   * Resolves the call for these argument types, casts included (`int32 + int64` asks for int64 twice).
   * Throws a TypeMismatchError that names the function and the types.
   */
  resolve(args: readonly ArgumentType[], options: Readonly<Record<string, OptionValue>>): ResolvedCall;
}

/** The functions that plans may call; `functions` provides it, `plan` takes it as an argument. */
export interface FunctionCatalog {
  scalar(name: string): FunctionSignature | undefined;
  aggregate(name: string): FunctionSignature | undefined;
  /** All names, for "did you mean". */
  names(): readonly string[];
}

/** Evaluates an expression without columns by running its compiled form on one row; throws what it would throw. */
export interface ConstantEvaluator {
  evaluate(expr: Expr, type: DataType): LiteralValue;
}

/** What is known of a column's values before reading them; bounds in the type's literal form. */
export interface ColumnStatistics {
  readonly min: LiteralValue;
  readonly max: LiteralValue;
  readonly nullCount: number | null;
  readonly distinctCount: number | null;
}

/** What the planner can ask about a scan: exact for Parquet and frames, an estimate for text. */
export interface SourceStatistics {
  rows(source: ScanSource): number;
  column(source: ScanSource, name: string): ColumnStatistics | null;
}
