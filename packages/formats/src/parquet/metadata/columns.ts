import type { DataType } from "@millrace/core";
import {
  Boolean,
  Date,
  Datetime,
  Decimal,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  layoutOf,
  MAX_SUM_PRECISION,
  String,
  typeName,
  UInt8,
  UInt16,
  UInt32,
  UInt64,
  Unsupported,
} from "@millrace/core";
import { parquetLayout as kinds } from "@millrace/kernels";
import { Physical, Repetition } from "./constants.ts";
import type { Footer, SchemaElement } from "./footer.ts";
import { isLeaf } from "./footer.ts";
import { booleanField, integerField, structField } from "./thrift.ts";

/** How the values of a column lie in its pages. */
export type ValueForm = "fixed" | "boolean" | "bytes" | "fixedBytes" | "byteDecimal";

/** A column that can be read: its type and how its values become vector values; plain data. */
export interface ReadableColumn {
  readonly name: string;
  readonly leaf: number;
  readonly type: DataType;
  readonly nullable: boolean;
  readonly physical: number;
  readonly form: ValueForm;
  /** Bytes of a PLAIN value; 0 for booleans and variable length. */
  readonly width: number;
  /** CONVERT kind of the kernels. */
  readonly convert: number;
  /** Bytes without a text annotation: read as text where they are UTF-8. */
  readonly isBinary: boolean;
}

/** A column whose values cannot be read: its type is Unsupported, and says what it is. */
export type UnreadableColumn = Pick<ReadableColumn, "name" | "type" | "nullable">;

/** The top-level columns of a file. */
export interface FileColumns {
  readonly readable: readonly ReadableColumn[];
  /** All columns, in the order of the file. */
  readonly all: readonly (ReadableColumn | UnreadableColumn)[];
}

type Form = Pick<ReadableColumn, "type" | "form" | "width" | "convert"> & { readonly isBinary?: boolean };

const columnsOf = new WeakMap<Footer, FileColumns>();

/** The columns of a file by its footer. */
export function fileColumns(footer: Footer): FileColumns {
  let columns = columnsOf.get(footer);
  if (columns === undefined) {
    columns = readColumns(footer.schema);
    columnsOf.set(footer, columns);
  }
  return columns;
}

function readColumns(schema: readonly SchemaElement[]): FileColumns {
  const readable: ReadableColumn[] = [];
  const all: (ReadableColumn | UnreadableColumn)[] = [];
  let leaf = 0;
  for (let i = 1; i < schema.length; ) {
    const element = schema[i]!;
    if (!isLeaf(element)) {
      all.push(unreadable(element, nestedName(element)));
      const end = subtreeEnd(schema, i);
      for (; i < end; i++) if (isLeaf(schema[i]!)) leaf++;
      continue;
    }
    const form = element.repetition === Repetition.repeated ? "List" : formOf(element);
    if (typeof form === "string") all.push(unreadable(element, form));
    else {
      const nullable = element.repetition !== Repetition.required;
      const column = { name: element.name, leaf, nullable, physical: element.physical!, isBinary: false, ...form };
      readable.push(column);
      all.push(column);
    }
    leaf++;
    i++;
  }
  return { readable, all };
}

function unreadable({ name }: SchemaElement, typeName: string): UnreadableColumn {
  return { name, type: Unsupported(typeName), nullable: true };
}

/** What the type of an element with children is called. */
function nestedName({ logical, converted, repetition }: SchemaElement): string {
  if (logical?.[2] !== undefined || converted === 1 || converted === 2) return "Map";
  return logical?.[3] !== undefined || converted === 3 || repetition === Repetition.repeated ? "List" : "Struct";
}

/** The index behind the last descendant of element `i`; a schema that ends early ends there. */
function subtreeEnd(schema: readonly SchemaElement[], i: number): number {
  let pending = 1;
  while (pending > 0 && i < schema.length) {
    pending += schema[i]!.numChildren - 1;
    i++;
  }
  return i;
}

/** The converted types that may annotate a physical type; a file that says otherwise contradicts itself. 24 means nothing but nulls. */
const convertedTypes: Readonly<Record<number, readonly number[]>> = {
  [Physical.int32]: [5, 6, 7, 11, 12, 13, 15, 16, 17, 24],
  [Physical.int64]: [5, 8, 9, 10, 14, 18],
  [Physical.byteArray]: [0, 4, 5, 19, 20],
  [Physical.fixedLengthByteArray]: [5, 21],
};

/** How a leaf is read, or the name of its type if it is not. */
function formOf(element: SchemaElement): Form | string {
  const { physical, converted } = element;
  if (converted !== undefined && !(convertedTypes[physical ?? -1] ?? []).includes(converted)) {
    return `ConvertedType ${converted} of physical type ${physical}`;
  }
  switch (element.physical) {
    case Physical.boolean:
      return { type: Boolean, form: "boolean", width: 0, convert: kinds.CONVERT_NONE };
    case Physical.int32:
      return int32Form(element);
    case Physical.int64:
      return int64Form(element);
    case Physical.int96:
      return { type: Datetime, form: "fixed", width: 12, convert: kinds.CONVERT_INT96_TO_US };
    case Physical.float:
      return { type: Float32, form: "fixed", width: 4, convert: kinds.CONVERT_NONE };
    case Physical.double:
      return { type: Float64, form: "fixed", width: 8, convert: kinds.CONVERT_NONE };
    case Physical.byteArray:
      return byteArrayForm(element);
    case Physical.fixedLengthByteArray:
      return fixedLengthForm(element);
    default:
      return `physical type ${element.physical}`;
  }
}

function int32Form(element: SchemaElement): Form | string {
  const plain = (type: DataType, convert: number = kinds.CONVERT_NONE): Form => ({
    type,
    form: "fixed",
    width: 4,
    convert,
  });
  const decimal = decimalOf(element);
  if (typeof decimal === "string") return decimal;
  if (decimal !== null) return narrow(decimal) ?? plain(decimal, kinds.CONVERT_INT32_TO_64);
  const { logical, converted } = element;
  if (logical?.[6] !== undefined || converted === 6) return plain(Date);
  if (logical?.[7] !== undefined || converted === 7) return "Time";
  switch (integerOf(element)) {
    case "u8":
      return plain(UInt8, kinds.CONVERT_INT32_TO_8);
    case "u16":
      return plain(UInt16, kinds.CONVERT_INT32_TO_16);
    case "u32":
      return plain(UInt32);
    case "i8":
      return plain(Int8, kinds.CONVERT_INT32_TO_8);
    case "i16":
      return plain(Int16, kinds.CONVERT_INT32_TO_16);
    default:
      return plain(Int32);
  }
}

function int64Form(element: SchemaElement): Form | string {
  const plain = (type: DataType, convert: number = kinds.CONVERT_NONE): Form => ({
    type,
    form: "fixed",
    width: 8,
    convert,
  });
  const decimal = decimalOf(element);
  if (typeof decimal === "string") return decimal;
  if (decimal !== null) return narrow(decimal) ?? plain(decimal);
  const { logical, converted } = element;
  if (logical?.[7] !== undefined || converted === 8) return "Time";
  const timestamp = logical === undefined ? undefined : structField(logical, 8);
  if (timestamp !== undefined) {
    const unit = structField(timestamp, 2) ?? {};
    // Written from a converted type, UTC is only an assumption: those files come without the logical type.
    const type: DataType =
      booleanField(timestamp, 1) === true ? { kind: "datetime", unit: "us", timeZone: "UTC" } : Datetime;
    if (unit[1] !== undefined) return plain(type, kinds.CONVERT_MS_TO_US);
    if (unit[2] !== undefined) return plain(type);
    if (unit[3] !== undefined) return plain(type, kinds.CONVERT_NS_TO_US);
    return "Timestamp of an unknown unit";
  }
  if (converted === 9) return plain(Datetime, kinds.CONVERT_MS_TO_US);
  if (converted === 10) return plain(Datetime);
  return plain(integerOf(element) === "u64" ? UInt64 : Int64);
}

function byteArrayForm(element: SchemaElement): Form | string {
  const decimal = decimalOf(element);
  if (typeof decimal === "string") return decimal;
  if (decimal !== null) return { type: decimal, form: "byteDecimal", width: 0, convert: bigEndianTo(decimal) };
  const { logical, converted } = element;
  const isText =
    logical?.[1] !== undefined ||
    logical?.[4] !== undefined ||
    logical?.[12] !== undefined ||
    converted === 0 ||
    converted === 4 ||
    converted === 19;
  return { type: String, form: "bytes", width: 0, convert: kinds.CONVERT_NONE, isBinary: !isText };
}

function fixedLengthForm(element: SchemaElement): Form | string {
  const width = element.typeLength ?? 0;
  if (width <= 0 || width > 0xffff) return `FixedLengthByteArray(${width})`;
  const decimal = decimalOf(element);
  if (typeof decimal === "string") return decimal;
  if (decimal !== null) return { type: decimal, form: "fixed", width, convert: bigEndianTo(decimal) };
  if (element.logical?.[15] !== undefined && width === 2) {
    return { type: Float32, form: "fixed", width, convert: kinds.CONVERT_FLOAT16 };
  }
  if (element.logical?.[14] !== undefined) return "UUID";
  if (element.converted === 21) return "Interval";
  return { type: String, form: "fixedBytes", width, convert: kinds.CONVERT_NONE, isBinary: true };
}

/** The decimal type of an element, null if it is none, or its name if it is not read. */
function decimalOf(element: SchemaElement): DataType | null | string {
  const logical = element.logical === undefined ? undefined : structField(element.logical, 5);
  if (logical === undefined && element.converted !== 5) return null;
  const scale = (logical === undefined ? undefined : integerField(logical, 1)) ?? element.scale ?? 0;
  const precision = (logical === undefined ? undefined : integerField(logical, 2)) ?? element.precision ?? 0;
  if (precision < 1 || precision > MAX_SUM_PRECISION || scale < 0 || scale > precision) {
    return `Decimal(${precision}, ${scale})`;
  }
  return Decimal(precision, scale);
}

/** How big-endian numbers become values of a decimal type. */
function bigEndianTo(decimal: DataType): number {
  return layoutOf(decimal) === "i128" ? kinds.CONVERT_BIG_ENDIAN_TO_128 : kinds.CONVERT_BIG_ENDIAN;
}

/** The name of a decimal that 32 or 64 bits cannot hold; null where it has no more digits than they do. */
function narrow(decimal: DataType): string | null {
  return layoutOf(decimal) === "i128" ? `${typeName(decimal)} of physical type INT` : null;
}

/** The integer annotation of an element, "" if there is none. */
function integerOf(element: SchemaElement): string {
  const logical = element.logical === undefined ? undefined : structField(element.logical, 10);
  if (logical !== undefined) return `${booleanField(logical, 2) === false ? "u" : "i"}${integerField(logical, 1)}`;
  const converted = element.converted ?? 0;
  if (converted >= 11 && converted <= 14) return `u${8 << (converted - 11)}`;
  return converted >= 15 && converted <= 18 ? `i${8 << (converted - 15)}` : "";
}
