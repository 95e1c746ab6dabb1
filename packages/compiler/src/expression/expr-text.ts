import { typeName } from "@millrace/core";
import type { Expr } from "@millrace/plan";

/** An expression as text for messages: `cast(col("a") as Int64)`. */
export function exprText(expr: Expr): string {
  switch (expr.kind) {
    case "column":
      return `col(${JSON.stringify(expr.name)})`;
    case "literal":
      return typeof expr.value === "string" ? JSON.stringify(expr.value) : String(expr.value);
    case "alias":
      return exprText(expr.input);
    case "cast":
      return `cast(${exprText(expr.input)} as ${typeName(expr.to)})`;
    case "conditional":
      return `when(${expr.branches.map(({ when }) => exprText(when)).join(", ")})`;
    case "call":
    case "aggregate":
      return `${expr.function}(${expr.args.map(exprText).join(", ")})`;
  }
}
