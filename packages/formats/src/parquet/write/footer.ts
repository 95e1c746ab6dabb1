import type { Schema } from "@millrace/core";
import type { Bounds } from "./bounds.ts";
import { boundaryOrder } from "./bounds.ts";
import type { ColumnChunkMetadata } from "./column-chunk.ts";
import { ENCODING } from "./column-chunk.ts";
import { CODEC } from "./compressor.ts";
import { columnStorage } from "./physical-type.ts";
import { writeSchema } from "./schema-element.ts";
import { ThriftWriter } from "./thrift-writer.ts";
import type { ResolvedParquetWriteOptions } from "./write-options.ts";

/** Who wrote the file, in the form that readers parse. */
const CREATED_BY = "millrace version 0.1.0";

/** A place in the file. */
interface FileRange {
  readonly offset: number;
  readonly length: number;
}

/** A column chunk in the file. */
export interface PlacedColumn {
  readonly offset: number;
  readonly metadata: ColumnChunkMetadata;
  columnIndex: FileRange | null;
  offsetIndex: FileRange | null;
}

/** A row group in the file. */
export interface PlacedRowGroup {
  readonly numRows: number;
  readonly columns: readonly PlacedColumn[];
}

/** The bounds and null counts of a column chunk's pages; null where a page with values has no bounds. */
export function columnIndexBytes(column: PlacedColumn, schema: Schema, index: number): Uint8Array | null {
  const { pages } = column.metadata;
  const field = schema.fields[index]!;
  const { order } = columnStorage(field.name, field.type);
  const isNullPage = (page: (typeof pages)[number]): boolean => page.nullCount === page.numRows;
  if (pages.some((page) => page.bounds === null && !isNullPage(page))) return null;
  const empty = new Uint8Array(0);
  const writer = new ThriftWriter();
  writer.list(1, "false", pages, (page, list) => list.boolean(isNullPage(page)));
  writer.list(2, "binary", pages, (page, list) => list.binary(page.bounds?.min ?? empty));
  writer.list(3, "binary", pages, (page, list) => list.binary(page.bounds?.max ?? empty));
  const bounds = pages.map((page) => page.bounds);
  writer.i32(4, boundaryOrder(order, bounds));
  writer.list(5, "i64", pages, (page, list) => list.integer(page.nullCount));
  return writer.finish();
}

/** Where a column chunk's pages lie and which rows they hold. */
export function offsetIndexBytes(column: PlacedColumn): Uint8Array {
  const writer = new ThriftWriter();
  let row = 0;
  writer.list(1, "struct", column.metadata.pages, (page, list) => {
    list.struct(() => {
      writer.i64(1, column.offset + page.offset);
      writer.i32(2, page.compressedSize);
      writer.i64(3, row);
    });
    row += page.numRows;
  });
  return writer.finish();
}

/** The file's metadata, without its length and the magic bytes. */
export function footerBytes(
  schema: Schema,
  rowGroups: readonly PlacedRowGroup[],
  options: ResolvedParquetWriteOptions,
): Uint8Array {
  const writer = new ThriftWriter();
  writer.i32(1, 2);
  writeSchema(writer, 2, schema);
  writer.i64(
    3,
    rowGroups.reduce((total, group) => total + group.numRows, 0),
  );
  writer.list(4, "struct", rowGroups, (group, list, ordinal) => {
    list.struct(() => writeRowGroup(writer, schema, group, ordinal, options));
  });
  writer.binary(6, CREATED_BY);
  // Without an order of its own, a column's bounds are not to be used: type-defined for every leaf.
  writer.list(7, "struct", schema.fields, (_, list) => list.struct(() => writer.struct(1, () => {})));
  return writer.finish();
}

function writeRowGroup(
  writer: ThriftWriter,
  schema: Schema,
  group: PlacedRowGroup,
  ordinal: number,
  options: ResolvedParquetWriteOptions,
): void {
  const sum = (size: (column: PlacedColumn) => number): number =>
    group.columns.reduce((total, column) => total + size(column), 0);
  writer.list(1, "struct", group.columns, (column, list, index) => {
    list.struct(() => writeColumnChunk(writer, schema, column, index, options));
  });
  writer.i64(
    2,
    sum((column) => column.metadata.uncompressedSize),
  );
  writer.i64(3, group.numRows);
  const first = group.columns[0];
  if (first !== undefined) writer.i64(5, first.offset);
  writer.i64(
    6,
    sum((column) => column.metadata.compressedSize),
  );
  // The ordinal has 16 bits; files of more row groups go without.
  if (ordinal < 32_768) writer.i16(7, ordinal);
}

function writeColumnChunk(
  writer: ThriftWriter,
  schema: Schema,
  column: PlacedColumn,
  index: number,
  options: ResolvedParquetWriteOptions,
): void {
  const { metadata, offset } = column;
  const field = schema.fields[index]!;
  const isCoded = metadata.dataPageOffset > 0;
  const dataEncoding = isCoded ? ENCODING.rleDictionary : ENCODING.plain;
  const encodings = isCoded ? [ENCODING.plain, ENCODING.rle, ENCODING.rleDictionary] : [ENCODING.plain, ENCODING.rle];
  writer.i64(2, 0);
  writer.struct(3, () => {
    writer.i32(1, columnStorage(field.name, field.type).physical);
    writer.list(2, "i32", encodings, (encoding, list) => list.integer(encoding));
    writer.list(3, "binary", [field.name], (name, list) => list.binary(name));
    writer.i32(4, CODEC[options.compression]);
    writer.i64(5, metadata.numValues);
    writer.i64(6, metadata.uncompressedSize);
    writer.i64(7, metadata.compressedSize);
    writer.i64(9, offset + metadata.dataPageOffset);
    if (isCoded) writer.i64(11, offset);
    if (options.statistics) writer.struct(12, () => writeStatistics(writer, metadata.nullCount, metadata.bounds));
    const pageCounts = [
      ...(isCoded ? [{ type: 2, encoding: ENCODING.plain as number, count: 1 }] : []),
      { type: 0, encoding: dataEncoding, count: metadata.pages.length },
    ];
    writer.list(13, "struct", pageCounts, (pages, list) => {
      list.struct(() => {
        writer.i32(1, pages.type);
        writer.i32(2, pages.encoding);
        writer.i32(3, pages.count);
      });
    });
  });
  if (column.offsetIndex !== null) {
    writer.i64(4, column.offsetIndex.offset);
    writer.i32(5, column.offsetIndex.length);
  }
  if (column.columnIndex !== null) {
    writer.i64(6, column.columnIndex.offset);
    writer.i32(7, column.columnIndex.length);
  }
}

function writeStatistics(writer: ThriftWriter, nullCount: number, bounds: Bounds | null): void {
  writer.i64(3, nullCount);
  if (bounds === null) return;
  writer.binary(5, bounds.max);
  writer.binary(6, bounds.min);
  writer.boolean(7, bounds.isMaxExact);
  writer.boolean(8, bounds.isMinExact);
}
