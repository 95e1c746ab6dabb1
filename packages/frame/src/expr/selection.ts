import { ColumnNotFoundError, InvalidArgumentError } from "@millrace/core";
import type { Expr as ExprNode } from "@millrace/plan";
import { replaceColumns } from "@millrace/plan";

/** The columns that an expression is repeated for: all of the input, or these. */
export type Selection = "all" | readonly string[];

/** Stands in an expression for each selected column in turn; no column can be referred to by this name. */
export const PLACEHOLDER = "*";

/** The one selection of two operands; throws where they differ. */
export function mergeSelections(a: Selection | null, b: Selection | null): Selection | null {
  if (a === null || b === null) return a ?? b;
  const same = a === b || (a !== "all" && b !== "all" && a.length === b.length && a.every((name, i) => name === b[i]));
  if (same) return a;
  throw new InvalidArgumentError(
    "An expression can be repeated for one list of columns only: write the other columns with a col() of their own",
  );
}

/** The expression for each column that it selects, or alone if it selects none. */
export function expandSelection(
  node: ExprNode,
  selection: Selection | null,
  columns: readonly string[],
): { readonly node: ExprNode; readonly column: string | null }[] {
  if (selection === null) return [{ node, column: null }];
  const names = selection === "all" ? columns : selection;
  return names.map((column) => {
    if (!columns.includes(column)) throw new ColumnNotFoundError(column, columns);
    const replacement = { kind: "column", name: column } as const;
    return { node: replaceColumns(node, (name) => (name === PLACEHOLDER ? replacement : undefined)), column };
  });
}
