import { constantEvaluator } from "@millrace/compiler";
import type { DataType } from "@millrace/core";
import type { Expr, LiteralValue } from "@millrace/plan";
import { catalog } from "./catalog.ts";

const evaluator = constantEvaluator(catalog);

/** The value of an expression without columns, in a type; throws what a query would throw. It runs the code of queries. */
export function evaluateConstant(expr: Expr, type: DataType): LiteralValue {
  return evaluator.evaluate(expr, type);
}
