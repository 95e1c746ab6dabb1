import { sliceColumn } from "@millrace/core";
import type { EncodedRowGroup, WriteContext } from "@millrace/formats";
import { encodeCsvChunk, encodeRowGroup } from "@millrace/formats";
import type { Arena } from "../memory/arena.ts";
import { BlockAllocator } from "../memory/block-allocator.ts";
import type { EncodeRequest } from "./encode-request.ts";

/** What encoding gave: a row group with its metadata, or text. */
export type EncodedRows = EncodedRowGroup | { readonly bytes: readonly Uint8Array[] };

/** Encodes rows in a worker, with scratch memory of the arena that goes back at the end. */
export function encodeRows(arena: Arena, query: number, request: EncodeRequest): EncodedRows {
  const allocator = new BlockAllocator(arena, query);
  const context: WriteContext = { memory: arena.memory, bytes: arena.bytes, kernels: arena.kernels, allocator };
  try {
    if (request.format === "parquet") {
      return encodeRowGroup(context, request.schema, request.slices, request.options);
    }
    const bytes = request.slices.map(({ chunk, from, to }) => {
      const columns = chunk.columns.map((column, i) => {
        const field = request.schema.fields[i];
        return field === undefined ? column : sliceColumn(field.type, column, from, to - from);
      });
      return encodeCsvChunk(context, request.schema, { numRows: to - from, columns }, request.options);
    });
    return { bytes };
  } finally {
    allocator.close();
  }
}
