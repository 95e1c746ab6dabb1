import type { DataType, TypeKind } from "./types.ts";
import { MAX_DECIMAL_PRECISION } from "./types.ts";

/**
 * How one value of a column lies in a vector of a batch, little-endian:
 * `bool` is one byte (0 or 1), `i128` two words (low first), `view` a 16-byte string view (see layout/string-view.ts).
 */
export type Layout =
  | "bool"
  | "i8"
  | "i16"
  | "i32"
  | "i64"
  | "u8"
  | "u16"
  | "u32"
  | "u64"
  | "f32"
  | "f64"
  | "i128"
  | "view";

const widths = {
  bool: 1,
  i8: 1,
  u8: 1,
  i16: 2,
  u16: 2,
  i32: 4,
  u32: 4,
  f32: 4,
  i64: 8,
  u64: 8,
  f64: 8,
  i128: 16,
  view: 16,
} as const satisfies Record<Layout, number>;

/** Bytes that one value takes in a vector. */
export function layoutWidth(layout: Layout): number {
  return widths[layout];
}

const layouts = {
  boolean: "bool",
  int8: "i8",
  int16: "i16",
  int32: "i32",
  int64: "i64",
  uint8: "u8",
  uint16: "u16",
  uint32: "u32",
  uint64: "u64",
  float32: "f32",
  float64: "f64",
  decimal: "i64",
  date: "i32",
  datetime: "i64",
  string: "view",
  categorical: "view",
  null: "bool",
  list: "view",
  unsupported: "view",
} as const satisfies Record<TypeKind, Layout>;

/** The layout of a type's values in vectors; decimals of more than 18 digits take 128 bits. */
export function layoutOf(type: DataType): Layout {
  if (type.kind === "decimal" && type.precision > MAX_DECIMAL_PRECISION) return "i128";
  return layouts[type.kind];
}
