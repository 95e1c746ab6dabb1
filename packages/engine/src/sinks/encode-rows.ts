import { sliceColumn } from "@millrace/core";
import type { ChunkSlice, EncodedRowGroup, WriteContext } from "@millrace/formats";
import { encodeCsvChunk, encodeRowGroup } from "@millrace/formats";
import type { Arena } from "../memory/arena.ts";
import { BlockAllocator } from "../memory/block-allocator.ts";
import { leaveGarbage } from "../memory/garbage.ts";
import { GrowingBlock } from "../memory/growing-block.ts";
import type { EncodedRows, EncodeRequest } from "./encode-request.ts";
import { unpackChunk } from "./packed-chunk.ts";

/** How often encoders hold the bytes of a file in buffers of the isolate: the compressor's pieces, the page. */
const COPIES = 2;

/** Encodes rows in a worker, with scratch memory of the arena that goes back at the end. */
export function encodeRows(arena: Arena, query: number, request: EncodeRequest, checkStop: () => void): EncodedRows {
  const allocator = new BlockAllocator(arena, query);
  const context: WriteContext = {
    memory: arena.memory,
    bytes: arena.bytes,
    kernels: arena.kernels,
    allocator,
    checkStop,
  };
  try {
    const slices = request.slices.map(({ chunk, from, to }) => ({ chunk: unpackChunk(arena, chunk), from, to }));
    if (request.format === "parquet") {
      const { bytes, ...rowGroup } = encodeRowGroup(context, request.schema, slices, request.options);
      return moveToArena(arena, query, rowGroup, bytes);
    }
    return encodeCsv(arena, query, context, request, slices);
  } finally {
    allocator.close();
  }
}

/** Lines of CSV: they are formatted in the arena and stay there. */
function encodeCsv(
  arena: Arena,
  query: number,
  context: WriteContext,
  { schema, options }: Extract<EncodeRequest, { format: "csv" }>,
  slices: readonly ChunkSlice[],
): EncodedRows {
  const lines = new GrowingBlock(arena, query);
  try {
    for (const { chunk, from, to } of slices) {
      context.checkStop?.();
      const columns = chunk.columns.map((column, i) => {
        const field = schema.fields[i];
        return field === undefined ? column : sliceColumn(field.type, column, from, to - from);
      });
      encodeCsvChunk(context, schema, { numRows: to - from, columns }, options, (part) => lines.append(part));
    }
    const { block, byteLength } = lines;
    return { rowGroup: null, bytes: [{ address: block, byteLength }], block };
  } catch (error) {
    lines.free();
    throw error;
  }
}

/** Puts the bytes into one block: buffers of the isolate's own, and their copies on the main thread, would wait for collections. */
function moveToArena(
  arena: Arena,
  query: number,
  rowGroup: Omit<EncodedRowGroup, "bytes">,
  parts: readonly Uint8Array[],
): EncodedRows {
  const total = parts.reduce((sum, part) => sum + part.byteLength, 0);
  const block = arena.alloc(total, query);
  let address = block;
  for (const part of parts) {
    arena.bytes.set(part, address);
    address += part.byteLength;
  }
  leaveGarbage(total * COPIES);
  return { rowGroup, bytes: [{ address: block, byteLength: total }], block };
}
