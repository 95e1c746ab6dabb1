import type { Expr, FunctionOptions } from "./expr.ts";
import { noOptions } from "./options.ts";

/** A scalar function of the catalogue, arithmetic and comparison included: `add`, `eq`, `and`, `str.startsWith`, `dt.year`. */
export interface CallExpr {
  readonly kind: "call";
  readonly function: string;
  readonly args: readonly Expr[];
  /** Constant parameters that are no values: a format, a number of decimals. */
  readonly options: FunctionOptions;
}

/** A call of a scalar function of the catalogue. */
export function CallExpr(name: string, args: readonly Expr[], options: FunctionOptions = noOptions): CallExpr {
  return Object.freeze({
    kind: "call",
    function: name,
    args: Object.freeze([...args]),
    options: Object.freeze(options),
  });
}
