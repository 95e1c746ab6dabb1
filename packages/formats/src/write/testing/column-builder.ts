import type { Chunk, ColumnData, DataType, Schema } from "@millrace/core";

/** A value of a cell in tests: unscaled bigint for decimals, days for dates, microseconds for datetimes. */
export type Cell = boolean | number | bigint | string | null;

function bitmap(bits: readonly boolean[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((bit, i) => {
    if (bit) bytes[i >>> 3]! |= 1 << (i & 7);
  });
  return bytes;
}

function strings(values: readonly Cell[]): Pick<ColumnData, "data" | "offsets"> {
  const encoded = values.map((value) => new TextEncoder().encode(value === null ? "" : `${value}`));
  const offsets = new Int32Array(values.length + 1);
  encoded.forEach((bytes, i) => {
    offsets[i + 1] = offsets[i]! + bytes.byteLength;
  });
  return { data: new Uint8Array(Buffer.concat(encoded)), offsets };
}

const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

const wide = (values: readonly Cell[]): bigint[] => values.map((value) => BigInt(value === null ? 0 : value));
const narrow = (values: readonly Cell[]): number[] => values.map((value) => Number(value ?? 0));

/** Values in Arrow's layout. */
function column(type: DataType, values: readonly Cell[]): ColumnData {
  const validity = values.includes(null) ? bitmap(values.map((value) => value !== null)) : null;
  const plain = (array: ArrayBufferView): ColumnData => ({
    validity,
    data: bytesOf(array),
    offsets: null,
    dictionary: null,
  });
  switch (type.kind) {
    case "boolean":
      return plain(bitmap(values.map((value) => value === true)));
    case "int8":
      return plain(Int8Array.from(narrow(values)));
    case "int16":
      return plain(Int16Array.from(narrow(values)));
    case "int32":
    case "date":
      return plain(Int32Array.from(narrow(values)));
    case "uint8":
      return plain(Uint8Array.from(narrow(values)));
    case "uint16":
      return plain(Uint16Array.from(narrow(values)));
    case "uint32":
      return plain(Uint32Array.from(narrow(values)));
    case "uint64":
      return plain(BigUint64Array.from(wide(values)));
    case "float32":
      return plain(Float32Array.from(narrow(values)));
    case "float64":
      return plain(Float64Array.from(narrow(values)));
    case "decimal":
      if (type.precision <= 18) return plain(BigInt64Array.from(wide(values)));
      return plain(BigInt64Array.from(wide(values).flatMap((value) => [BigInt.asIntN(64, value), value >> 64n])));
    case "int64":
    case "datetime":
      return plain(BigInt64Array.from(wide(values)));
    case "string":
      return { validity, ...strings(values), dictionary: null };
    case "categorical": {
      const distinct = [...new Set(values.filter((value) => value !== null))];
      const codes = Uint32Array.from(values.map((value) => (value === null ? 0xffff_ffff : distinct.indexOf(value))));
      const dictionary = { validity: null, ...strings(distinct), dictionary: null };
      return { ...plain(codes), dictionary: { numRows: distinct.length, column: dictionary } };
    }
    case "null":
      return plain(new Uint8Array(0));
    case "list":
    case "unsupported":
      throw new Error(`No columns of ${type.kind} here`);
  }
}

/** A chunk of columns given by their values. */
export function chunk(schema: Schema, columns: readonly (readonly Cell[])[]): Chunk {
  return {
    numRows: columns[0]?.length ?? 0,
    columns: schema.fields.map((field, i) => column(field.type, columns[i]!)),
  };
}
