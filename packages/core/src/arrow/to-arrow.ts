import type * as Arrow from "apache-arrow";
import { nullCount } from "../data/column-reader.ts";
import { storageOf, storedArray } from "../data/storage.ts";
import { UnsupportedError } from "../errors/user-errors.ts";
import type { ColumnData, FrameData } from "../frame-data.ts";
import type { Field } from "../schema.ts";
import type { DataType } from "../types.ts";
import { typeName } from "../types.ts";

/** A table of apache-arrow. */
export type ArrowTable = Arrow.Table;
/** A record batch of apache-arrow. */
export type ArrowRecordBatch = Arrow.RecordBatch;

/**
 * The frame as an Arrow table, one record batch a chunk. Buffers are views on the frame's shared memory, except decimals of
 * at most 18 digits, which Arrow widens to 128 bits. Loads apache-arrow on the first call.
 */
export async function toArrow(frame: FrameData): Promise<Arrow.Table> {
  const arrow = await import("apache-arrow");
  const types = frame.schema.fields.map((field) => arrowType(arrow, field.type));
  const schema = new arrow.Schema(frame.schema.fields.map((field, i) => arrowField(arrow, field, types[i]!)));
  const batches = frame.chunks.map((chunk) => {
    const children = chunk.columns.map((column, i) =>
      arrowData(arrow, frame.schema.fields[i]!.type, types[i]!, column, chunk.numRows),
    );
    const type = new arrow.Struct(schema.fields);
    return new arrow.RecordBatch(schema, arrow.makeData({ type, length: chunk.numRows, nullCount: 0, children }));
  });
  return new arrow.Table(schema, batches);
}

function arrowField(arrow: typeof Arrow, field: Field, type: Arrow.DataType): Arrow.Field {
  return new arrow.Field(field.name, type, field.nullable);
}

function arrowType(arrow: typeof Arrow, type: DataType): Arrow.DataType {
  switch (type.kind) {
    case "boolean":
      return new arrow.Bool();
    case "int8":
      return new arrow.Int8();
    case "int16":
      return new arrow.Int16();
    case "int32":
      return new arrow.Int32();
    case "int64":
      return new arrow.Int64();
    case "uint8":
      return new arrow.Uint8();
    case "uint16":
      return new arrow.Uint16();
    case "uint32":
      return new arrow.Uint32();
    case "uint64":
      return new arrow.Uint64();
    case "float32":
      return new arrow.Float32();
    case "float64":
      return new arrow.Float64();
    case "decimal":
      return new arrow.Decimal(type.scale, type.precision, 128);
    case "date":
      return new arrow.DateDay();
    case "datetime":
      return new arrow.TimestampMicrosecond(type.timeZone);
    case "string":
      return new arrow.Utf8();
    case "categorical":
      return new arrow.Dictionary(new arrow.Utf8(), new arrow.Uint32());
    case "null":
      return new arrow.Null();
    case "list":
    case "unsupported":
      throw new UnsupportedError(`A column of type ${typeName(type)} has no form in Arrow here`);
  }
}

function arrowData(
  arrow: typeof Arrow,
  type: DataType,
  target: Arrow.DataType,
  column: ColumnData,
  numRows: number,
): Arrow.Data {
  const common = {
    type: target,
    length: numRows,
    nullCount: nullCount(type, column, numRows),
    ...(column.validity === null ? {} : { nullBitmap: column.validity }),
  };
  // The builders' overloads take one concrete type each; the union is narrowed by the switch over our own type.
  const make = arrow.makeData as (props: object) => Arrow.Data;
  switch (storageOf(type)) {
    case "none":
      return make({ type: target, length: numRows });
    case "bits":
      return make({ ...common, data: column.data });
    case "words":
      return make({ ...common, data: asWords(column.data) });
    case "bytes":
      return make({ ...common, valueOffsets: column.offsets, data: column.data });
    default:
      break;
  }
  if (type.kind === "decimal")
    return make({ ...common, data: widen(storedArray(type, column, numRows) as BigInt64Array) });
  if (type.kind === "categorical") {
    const { column: strings, numRows: size } = column.dictionary!;
    const values = arrowData(arrow, { kind: "string" }, (target as Arrow.Dictionary).dictionary, strings, size);
    return make({ ...common, data: storedArray(type, column, numRows), dictionary: new arrow.Vector([values]) });
  }
  return make({ ...common, data: storedArray(type, column, numRows) });
}

function asWords(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}

function widen(values: BigInt64Array): Uint32Array {
  const words = new BigInt64Array(values.length * 2);
  for (let i = 0; i < values.length; i++) {
    words[i * 2] = values[i]!;
    words[i * 2 + 1] = values[i]! >> 63n;
  }
  return new Uint32Array(words.buffer);
}
