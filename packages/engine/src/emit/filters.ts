import { isText } from "@millrace/core";
import type { Expr } from "@millrace/plan";
import { columnsOf, conjunction, conjuncts, exprChildren, resolveExpr, someExpr } from "@millrace/plan";
import type { PipelineOperator } from "../physical/pipeline.ts";
import type { Environment } from "./environment.ts";
import type { Catalog } from "./facts.ts";
import { schemaOfEnvironment } from "./typing.ts";

/** Nodes of a test that is rather computed in vain than behind a branch that is often guessed wrong. */
const CHEAP_NODES = 12;

/**
 * Cuts a filter into one for each part of its conjunction, so that a row that fails the first is not tested further. Tests of
 * one column stay together: where it is coded, they are one table.
 */
export function splitFilter(operator: PipelineOperator, catalog: Catalog): PipelineOperator[] {
  if (operator.kind !== "filter") return [operator];
  const together = new Map<string, Expr[]>();
  const parts: Expr[][] = [];
  for (const part of conjuncts(operator.predicate)) {
    const [column, ...others] = columnsOf(part);
    const isOfColumn = column !== undefined && others.length === 0 && isCallsAlone(part, catalog);
    const known = isOfColumn ? together.get(column) : undefined;
    if (known !== undefined) known.push(part);
    else {
      const own = [part];
      parts.push(own);
      if (isOfColumn) together.set(column, own);
    }
  }
  return parts.map((own) => {
    const [first] = own;
    const predicate = own.length === 1 && first !== undefined ? first : conjunction(own);
    return { kind: "filter", predicate };
  });
}

/** Whether the test is a few operations on numbers that cannot fail: all rows may take it, with no branch. */
export function isCheapTest(test: Expr, environment: Environment, catalog: Catalog): boolean {
  const schema = schemaOfEnvironment(environment);
  let nodes = 0;
  const isDear = someExpr(test, (node) => {
    nodes++;
    return exprChildren(node).some((child) => isText(resolveExpr(child, schema, catalog).type));
  });
  return !isDear && nodes <= CHEAP_NODES && isCallsAlone(test, catalog);
}

/** Whether the expression is made of functions of its row that cannot fail. */
function isCallsAlone(expr: Expr, catalog: Catalog): boolean {
  return !someExpr(expr, (node) => {
    if (node.kind === "column" || node.kind === "literal") return false;
    const properties = node.kind === "call" ? catalog.scalar(node.function)?.properties : undefined;
    return properties === undefined || properties.fallible || !properties.elementwise || !properties.deterministic;
  });
}
