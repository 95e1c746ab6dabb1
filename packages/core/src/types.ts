/** Logical types: what a user sees of a column. Physical layouts are in `layout.ts`. */
export type DataType =
  | { readonly kind: "boolean" }
  | { readonly kind: "int8" }
  | { readonly kind: "int16" }
  | { readonly kind: "int32" }
  | { readonly kind: "int64" }
  | { readonly kind: "uint8" }
  | { readonly kind: "uint16" }
  | { readonly kind: "uint32" }
  | { readonly kind: "uint64" }
  | { readonly kind: "float32" }
  | { readonly kind: "float64" }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "date" }
  | { readonly kind: "datetime"; readonly unit: "us"; readonly timeZone: string | null }
  | { readonly kind: "string" }
  | { readonly kind: "categorical" }
  | { readonly kind: "null" }
  | { readonly kind: "list"; readonly inner: DataType }
  | { readonly kind: "unsupported"; readonly name: string };

/** The discriminator of a logical type. */
export type TypeKind = DataType["kind"];

/** A logical type that has no parameters. */
type SimpleKind = Exclude<TypeKind, "decimal" | "datetime" | "list" | "unsupported">;

function simple<K extends SimpleKind>(kind: K): { readonly kind: K } {
  return Object.freeze({ kind });
}

/** true, false or null. */
export const Boolean: DataType = simple("boolean");
/** Signed integers of 8 bits. */
export const Int8: DataType = simple("int8");
/** Signed integers of 16 bits. */
export const Int16: DataType = simple("int16");
/** Signed integers of 32 bits. */
export const Int32: DataType = simple("int32");
/** Signed integers of 64 bits; read as bigint. */
export const Int64: DataType = simple("int64");
/** Unsigned integers of 8 bits. */
export const UInt8: DataType = simple("uint8");
/** Unsigned integers of 16 bits. */
export const UInt16: DataType = simple("uint16");
/** Unsigned integers of 32 bits. */
export const UInt32: DataType = simple("uint32");
/** Unsigned integers of 64 bits; read as bigint. */
export const UInt64: DataType = simple("uint64");
/** IEEE 754 binary32. */
export const Float32: DataType = simple("float32");
/** IEEE 754 binary64. */
export const Float64: DataType = simple("float64");
/** Days since 1970-01-01, proleptic Gregorian calendar. */
export const Date: DataType = simple("date");
/** UTF-8 text. */
export const String: DataType = simple("string");
/** UTF-8 text kept as codes into a dictionary. */
export const Categorical: DataType = simple("categorical");
/** The type of a column that holds nothing but nulls. */
export const Null: DataType = simple("null");
/** Microseconds since 1970-01-01T00:00:00, without a time zone. */
export const Datetime: DataType = Object.freeze({ kind: "datetime", unit: "us", timeZone: null });

/** The widest decimal that a column stores; sums have `MAX_SUM_PRECISION`. */
export const MAX_DECIMAL_PRECISION = 18;
/** The precision of a sum of decimals, which is kept in 128 bits. */
export const MAX_SUM_PRECISION = 38;

/** Exact decimals: `precision` digits in all, `scale` of them after the point. */
export function Decimal(precision: number, scale: number): DataType {
  if (!Number.isInteger(precision) || precision < 1 || precision > MAX_SUM_PRECISION) {
    throw new RangeError(`A decimal has a precision from 1 to ${MAX_SUM_PRECISION}, not ${precision}`);
  }
  if (!Number.isInteger(scale) || scale < 0 || scale > precision) {
    throw new RangeError(`A decimal's scale lies from 0 to its precision ${precision}, not at ${scale}`);
  }
  return Object.freeze({ kind: "decimal", precision, scale });
}

/** Lists of values of one type. */
export function List(inner: DataType): DataType {
  return Object.freeze({ kind: "list", inner });
}

/** A column of a file whose values cannot be read; `name` is what the format calls their type. Queries leave such a column out. */
export function Unsupported(name: string): DataType {
  return Object.freeze({ kind: "unsupported", name });
}

/** Whether two logical types are the same, parameters included. */
export function sameType(a: DataType, b: DataType): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === "decimal" && b.kind === "decimal") return a.precision === b.precision && a.scale === b.scale;
  if (a.kind === "datetime" && b.kind === "datetime") return a.timeZone === b.timeZone;
  if (a.kind === "list" && b.kind === "list") return sameType(a.inner, b.inner);
  if (a.kind === "unsupported" && b.kind === "unsupported") return a.name === b.name;
  return true;
}

const typeNames = {
  boolean: "Boolean",
  int8: "Int8",
  int16: "Int16",
  int32: "Int32",
  int64: "Int64",
  uint8: "UInt8",
  uint16: "UInt16",
  uint32: "UInt32",
  uint64: "UInt64",
  float32: "Float32",
  float64: "Float64",
  decimal: "Decimal",
  date: "Date",
  datetime: "Datetime",
  string: "String",
  categorical: "Categorical",
  null: "Null",
  list: "List",
  unsupported: "Unsupported",
} as const satisfies Record<TypeKind, string>;

/** The name of a type as a user writes it: `Int64`, `Decimal(15, 2)`, `Datetime(us)`. */
export function typeName(type: DataType): string {
  const name = typeNames[type.kind];
  if (type.kind === "decimal") return `${name}(${type.precision}, ${type.scale})`;
  if (type.kind === "datetime") return type.timeZone === null ? `${name}(us)` : `${name}(us, ${type.timeZone})`;
  if (type.kind === "list") return `${name}(${typeName(type.inner)})`;
  if (type.kind === "unsupported") return `${name}(${type.name})`;
  return name;
}

const integerKinds: ReadonlySet<TypeKind> = new Set<TypeKind>([
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
]);

/** Whether the type is a signed or unsigned integer. */
export function isInteger(type: DataType): boolean {
  return integerKinds.has(type.kind);
}

/** Whether the type is Float32 or Float64. */
export function isFloat(type: DataType): boolean {
  return type.kind === "float32" || type.kind === "float64";
}

/** Whether arithmetic is defined on the type. */
export function isNumeric(type: DataType): boolean {
  return isInteger(type) || isFloat(type) || type.kind === "decimal";
}

/** Whether the values are text, coded or not. */
export function isText(type: DataType): boolean {
  return type.kind === "string" || type.kind === "categorical";
}

/** Whether a column of a frame can hold the type's values: neither lists nor what files have of unsupported types. */
export function isFlat(type: DataType): boolean {
  return type.kind !== "list" && type.kind !== "unsupported";
}
