import type { EmittableAggregate, EmittableFunction, Options } from "@millrace/compiler";
import type { DataType } from "@millrace/core";
import type { Expr, FunctionProperties, LiteralValue } from "@millrace/plan";
import { LiteralExpr } from "@millrace/plan";

/** A call with known arguments and its result; a test runs each. */
export interface Example {
  readonly args: readonly Expr[];
  readonly options?: Options;
  readonly result: LiteralValue;
}

/** What the documentation says of a function, and how SQL calls it. */
interface Documented {
  /** The names by which SQL calls it, in lower case; empty where SQL has a syntax of its own or no such function. */
  readonly sqlNames: readonly string[];
  /** One or two sentences. */
  readonly doc: string;
}

/** A scalar function: everything that the engine and the documents know of it. */
export interface ScalarFunction extends EmittableFunction, Documented {
  readonly example: Example;
}

/** An aggregate function. */
export interface AggregateFunction extends EmittableAggregate, Documented {
  /** A column of values, null for a null, and the result. */
  readonly example: {
    readonly type: DataType;
    readonly values: readonly LiteralValue[];
    readonly result: LiteralValue;
  };
}

/** Properties of most functions: row by row, deterministic, never failing, null where an argument is. */
export const strictProperties: FunctionProperties = Object.freeze({
  elementwise: true,
  deterministic: true,
  fallible: false,
  nullPropagating: true,
});

/** Properties of functions that treat nulls in a way of their own, or make them. */
export const tolerantProperties: FunctionProperties = Object.freeze({ ...strictProperties, nullPropagating: false });

/** Properties of aggregates. */
export const aggregateProperties: FunctionProperties = Object.freeze({ ...tolerantProperties, elementwise: false });

/** An argument of an example. */
export function arg(value: LiteralValue, type: DataType): Expr {
  return LiteralExpr(value, type);
}
