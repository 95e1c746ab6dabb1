import type { DataType, TypeKind } from "@millrace/core";
import { layoutOf, layoutWidth, typeName, UnsupportedError } from "@millrace/core";

// The numbers of assembly/csv/columns.ts; null: no text is a value of the type.
const kinds = {
  boolean: 0,
  int8: 1,
  int16: 2,
  int32: 3,
  int64: 4,
  uint8: 5,
  uint16: 6,
  uint32: 7,
  uint64: 8,
  float32: 9,
  float64: 10,
  decimal: 11,
  date: 12,
  datetime: 13,
  string: 14,
  categorical: 14,
  null: null,
  list: null,
  unsupported: null,
} as const satisfies Record<TypeKind, number | null>;

/** How the kernels parse a column. */
export interface ColumnKind {
  /** Null: every value is null. */
  readonly kind: number | null;
  readonly width: number;
  readonly widthLog: number;
  readonly isText: boolean;
  readonly scale: number;
  readonly bound: bigint;
}

/** How a column of this type is parsed. Throws an UnsupportedError for types that a field of text cannot hold. */
export function columnKind(type: DataType, name: string): ColumnKind {
  const kind = kinds[type.kind];
  const layout = layoutOf(type);
  if ((kind === null && type.kind !== "null") || layout === "i128") {
    throw new UnsupportedError(`CSV does not hold ${typeName(type)}: column "${name}". Read it as String and cast`, {
      column: name,
      type: typeName(type),
    });
  }
  const width = layoutWidth(layout);
  const decimal = type.kind === "decimal" ? type : null;
  return {
    kind,
    width,
    widthLog: 31 - Math.clz32(width),
    isText: kind === kinds.string,
    scale: decimal?.scale ?? 0,
    bound: decimal === null ? 0n : 10n ** BigInt(decimal.precision),
  };
}
