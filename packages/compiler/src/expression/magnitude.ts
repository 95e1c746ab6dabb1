/**
 * A bound of a number's magnitude that is known only when a batch is there: plain data, evaluated once a batch by whoever runs the
 * code. Vectors are those of `MagnitudeSource`.
 */
export type Magnitude =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "vector"; readonly source: MagnitudeSource }
  | { readonly kind: "sum" | "product"; readonly left: Magnitude; readonly right: Magnitude };

/** 64-bit integers whose magnitudes can be looked at: a vector's values, its dictionary, or a table by its codes. */
export interface MagnitudeSource {
  readonly column: number;
  readonly of: "values" | "dictionary" | "table";
  /** The table's number; 0 for the others. */
  readonly table: number;
}

/** The magnitude of a result from those of two operands; undefined where one is not known. */
export function combinedMagnitude(
  kind: "sum" | "product",
  left: Magnitude | undefined,
  right: Magnitude | undefined,
): Magnitude | undefined {
  return left === undefined || right === undefined ? undefined : { kind, left, right };
}
