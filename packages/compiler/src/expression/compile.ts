import type { Expr } from "@millrace/plan";
import type { EmitCatalog } from "./catalog.ts";
import type { CompiledValue } from "./compiled-value.ts";
import type { Scope, Typing } from "./scope.ts";

/** placeholder */
export function compileExpr(expr: Expr, scope: Scope, catalog: EmitCatalog, typing: Typing): CompiledValue {
  throw new Error(`${expr.kind} ${scope} ${catalog} ${typing}`);
}
