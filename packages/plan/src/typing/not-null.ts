import type { FunctionCatalog } from "../catalogue.ts";
import type { Expr } from "../expr/expr.ts";
import { conjuncts, isCallOf, logic } from "../expr/logic.ts";

/** The columns of which a null makes the expression null. */
function nullMakers(expr: Expr, catalog: FunctionCatalog, into: Set<string>): void {
  if (expr.kind === "column") into.add(expr.name);
  else if (expr.kind === "cast" || expr.kind === "alias") nullMakers(expr.input, catalog, into);
  else if (expr.kind === "call" && catalog.scalar(expr.function)?.properties.nullPropagating === true) {
    for (const arg of expr.args) nullMakers(arg, catalog, into);
  }
}

/** The columns that are not null in any row for which the predicate is true. */
export function provedNotNull(predicate: Expr, catalog: FunctionCatalog): Set<string> {
  const proved = new Set<string>();
  for (const term of conjuncts(predicate)) {
    const [tested] = isCallOf(term, logic.isNotNull) ? term.args : [term];
    if (tested !== undefined) nullMakers(tested, catalog, proved);
  }
  return proved;
}
