import type { Expr as ExprNode } from "@millrace/plan";

/** The column name that an expression gives: its alias, else the name of its leftmost part, as in Polars. */
export function outputName(node: ExprNode): string {
  switch (node.kind) {
    case "alias":
    case "column":
      return node.name;
    case "literal":
      return "literal";
    case "cast":
      return outputName(node.input);
    case "conditional":
      return outputName(node.branches[0]?.then ?? node.otherwise);
    case "call":
    case "aggregate": {
      const [first] = node.args;
      return first === undefined ? node.function : outputName(first);
    }
  }
}
