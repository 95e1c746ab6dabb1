import type { DataType } from "@millrace/core";
import { typeName, UnsupportedError } from "@millrace/core";

/** Parquet's physical types, by their codes in the footer. */
export const PHYSICAL = { boolean: 0, int32: 1, int64: 2, float: 4, double: 5, byteArray: 6, fixed: 7 } as const;

/** How bounds compare; the numbers are those of pqw_bounds (assembly/parquet-write/values.ts). */
export const ORDER = { i32: 0, u32: 1, i64: 2, u64: 3, f32: 4, f64: 5, i128: 6, bytes: 7, boolean: 8 } as const;

/** One of ORDER. */
export type Order = (typeof ORDER)[keyof typeof ORDER];

/** What has to happen to Arrow's values before they are PLAIN. */
type Preparation = "none" | "widenSigned" | "widenUnsigned" | "narrow" | "flip";

/** How a column is stored. */
export interface ColumnStorage {
  readonly encoder: "fixed" | "boolean" | "string" | "codes" | "null";
  readonly physical: number;
  /** Bytes of a value in a chunk; 0 where there is none. */
  readonly sourceWidth: number;
  /** Bytes of a value in a PLAIN page; 0 for bits and strings. */
  readonly width: number;
  readonly preparation: Preparation;
  readonly order: Order;
}

function fixed(
  physical: number,
  sourceWidth: number,
  width: number,
  order: Order,
  preparation: Preparation = "none",
): ColumnStorage {
  return { encoder: "fixed", physical, sourceWidth, width, preparation, order };
}

function text(encoder: "string" | "codes"): ColumnStorage {
  const sourceWidth = encoder === "codes" ? 4 : 0;
  return { encoder, physical: PHYSICAL.byteArray, sourceWidth, width: 0, preparation: "none", order: ORDER.bytes };
}

/** The most digits that 32 and 64 bits hold. */
const INT32_DIGITS = 9;
const INT64_DIGITS = 18;

function decimal(precision: number): ColumnStorage {
  if (precision <= INT32_DIGITS) return fixed(PHYSICAL.int32, 8, 4, ORDER.i32, "narrow");
  if (precision <= INT64_DIGITS) return fixed(PHYSICAL.int64, 8, 8, ORDER.i64);
  return fixed(PHYSICAL.fixed, 16, 16, ORDER.i128, "flip");
}

/** The storage of a column of this type. Throws UnsupportedError for nested types. */
export function columnStorage(name: string, type: DataType): ColumnStorage {
  switch (type.kind) {
    case "boolean":
      return { ...fixed(PHYSICAL.boolean, 0, 0, ORDER.boolean), encoder: "boolean" };
    case "int8":
      return fixed(PHYSICAL.int32, 1, 4, ORDER.i32, "widenSigned");
    case "int16":
      return fixed(PHYSICAL.int32, 2, 4, ORDER.i32, "widenSigned");
    case "int32":
    case "date":
      return fixed(PHYSICAL.int32, 4, 4, ORDER.i32);
    case "uint8":
      return fixed(PHYSICAL.int32, 1, 4, ORDER.u32, "widenUnsigned");
    case "uint16":
      return fixed(PHYSICAL.int32, 2, 4, ORDER.u32, "widenUnsigned");
    case "uint32":
      return fixed(PHYSICAL.int32, 4, 4, ORDER.u32);
    case "int64":
    case "datetime":
      return fixed(PHYSICAL.int64, 8, 8, ORDER.i64);
    case "uint64":
      return fixed(PHYSICAL.int64, 8, 8, ORDER.u64);
    case "float32":
      return fixed(PHYSICAL.float, 4, 4, ORDER.f32);
    case "float64":
      return fixed(PHYSICAL.double, 8, 8, ORDER.f64);
    case "decimal":
      return decimal(type.precision);
    case "string":
      return text("string");
    case "categorical":
      return text("codes");
    case "null":
      return { ...fixed(PHYSICAL.int32, 0, 4, ORDER.i32), encoder: "null" };
    case "list":
    case "unsupported": {
      const advice = type.kind === "list" ? "Drop it, or take single values of it with list.get" : "Drop it";
      throw new UnsupportedError(
        `Parquet files cannot hold the column "${name}" of type ${typeName(type)} yet. ${advice}`,
        { column: name, type: typeName(type) },
      );
    }
  }
}
