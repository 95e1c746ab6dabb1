/** A column of the input, by name. */
export interface ColumnExpr {
  readonly kind: "column";
  readonly name: string;
}

/** A reference to the input's column of that name. */
export function ColumnExpr(name: string): ColumnExpr {
  return Object.freeze({ kind: "column", name });
}
