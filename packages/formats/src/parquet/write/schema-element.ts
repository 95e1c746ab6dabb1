import type { DataType, Field, Schema } from "@millrace/core";
import { columnStorage, PHYSICAL } from "./physical-type.ts";
import type { ThriftWriter } from "./thrift-writer.ts";

const REQUIRED = 0;
const OPTIONAL = 1;

/** Codes of ConvertedType, which older readers understand. */
const CONVERTED = { utf8: 0, decimal: 5, date: 6, timestampMicros: 10, uint8: 11, int8: 15 } as const;

const integerBits = { int8: 8, int16: 16, int32: 32, int64: 64, uint8: 8, uint16: 16, uint32: 32, uint64: 64 } as const;
type IntegerKind = keyof typeof integerBits;

function isIntegerKind(kind: DataType["kind"]): kind is IntegerKind {
  return Object.hasOwn(integerBits, kind);
}

/** Writes the flat schema: the root, then a leaf for each field. */
export function writeSchema(writer: ThriftWriter, field: number, schema: Schema): void {
  writer.list(field, "struct", [null, ...schema.fields], (leaf, list) => {
    list.struct(() => {
      if (leaf !== null) return writeLeaf(writer, leaf);
      writer.binary(4, "schema");
      writer.i32(5, schema.fields.length);
    });
  });
}

function writeLeaf(writer: ThriftWriter, leaf: Field): void {
  const { type } = leaf;
  const storage = columnStorage(leaf.name, type);
  writer.i32(1, storage.physical);
  if (storage.physical === PHYSICAL.fixed) writer.i32(2, storage.width);
  writer.i32(3, leaf.nullable || type.kind === "null" ? OPTIONAL : REQUIRED);
  writer.binary(4, leaf.name);
  const converted = convertedType(type);
  if (converted !== null) writer.i32(6, converted);
  if (type.kind === "decimal") {
    writer.i32(7, type.scale);
    writer.i32(8, type.precision);
  }
  writeLogicalType(writer, type);
}

function convertedType(type: DataType): number | null {
  if (isIntegerKind(type.kind)) {
    const first = type.kind.startsWith("u") ? CONVERTED.uint8 : CONVERTED.int8;
    return first + Math.log2(integerBits[type.kind] / 8);
  }
  if (type.kind === "string" || type.kind === "categorical") return CONVERTED.utf8;
  if (type.kind === "decimal") return CONVERTED.decimal;
  if (type.kind === "date") return CONVERTED.date;
  // The old annotation means an instant in UTC; local timestamps have the logical type alone.
  if (type.kind === "datetime" && type.timeZone !== null) return CONVERTED.timestampMicros;
  return null;
}

const nothing = (): void => {};

function writeLogicalType(writer: ThriftWriter, type: DataType): void {
  const logical = (member: number, write: () => void): void => writer.struct(10, () => writer.struct(member, write));
  if (type.kind === "string" || type.kind === "categorical") logical(1, nothing);
  else if (type.kind === "date") logical(6, nothing);
  else if (type.kind === "null") logical(11, nothing);
  else if (type.kind === "decimal") {
    logical(5, () => {
      writer.i32(1, type.scale);
      writer.i32(2, type.precision);
    });
  } else if (type.kind === "datetime") {
    logical(8, () => {
      writer.boolean(1, type.timeZone !== null);
      writer.struct(2, () => writer.struct(2, nothing));
    });
  } else if (isIntegerKind(type.kind)) {
    const { kind } = type;
    logical(10, () => {
      writer.i8(1, integerBits[kind]);
      writer.boolean(2, !kind.startsWith("u"));
    });
  }
}
