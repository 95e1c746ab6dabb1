import type { Expr, FunctionOptions } from "./expr.ts";
import { noOptions } from "./options.ts";

/** An aggregate function of the catalogue over the rows of a group: `sum`, `mean`, `len`, `nUnique`. */
export interface AggregateExpr {
  readonly kind: "aggregate";
  readonly function: string;
  readonly args: readonly Expr[];
  readonly options: FunctionOptions;
}

/** An aggregate function of the catalogue over the rows of a group. */
export function AggregateExpr(
  name: string,
  args: readonly Expr[],
  options: FunctionOptions = noOptions,
): AggregateExpr {
  return Object.freeze({
    kind: "aggregate",
    function: name,
    args: Object.freeze([...args]),
    options: Object.freeze(options),
  });
}
