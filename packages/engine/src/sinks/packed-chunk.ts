import type { Chunk, ColumnData } from "@millrace/core";

// A message cannot hold views of a shared buffer of 4 GiB, so bytes in the arena travel between threads by their address.

/** Bytes in the arena. */
export interface ArenaBytes {
  readonly address: number;
  readonly byteLength: number;
}

type Packed<View> = View | ArenaBytes;

/** A column as a message holds it. */
interface PackedColumn {
  readonly validity: Packed<Uint8Array> | null;
  readonly data: Packed<Uint8Array>;
  readonly offsets: Packed<Int32Array> | null;
  readonly dictionary: ColumnData["dictionary"];
}

/** A chunk as a message holds it. */
export interface PackedChunk {
  readonly numRows: number;
  readonly columns: readonly PackedColumn[];
}

/** What a thread sees of the arena. */
interface ArenaView {
  readonly memory: WebAssembly.Memory;
}

/** Makes a chunk ready for a message. */
export function packChunk(arena: ArenaView, { numRows, columns }: Chunk): PackedChunk {
  return {
    numRows,
    columns: columns.map(({ validity, data, offsets, dictionary }) => ({
      validity: validity === null ? null : pack(arena, validity),
      data: pack(arena, data),
      offsets: offsets === null ? null : pack(arena, offsets),
      dictionary,
    })),
  };
}

/** The chunk of a message. */
export function unpackChunk(arena: ArenaView, { numRows, columns }: PackedChunk): Chunk {
  return {
    numRows,
    columns: columns.map(({ validity, data, offsets, dictionary }) => ({
      validity: validity === null ? null : unpackBytes(arena, validity),
      data: unpackBytes(arena, data),
      offsets: offsets === null ? null : unpackOffsets(arena, offsets),
      dictionary,
    })),
  };
}

/** The bytes of a message. */
export function unpackBytes(arena: ArenaView, bytes: Packed<Uint8Array>): Uint8Array {
  return ArrayBuffer.isView(bytes) ? bytes : new Uint8Array(arena.memory.buffer, bytes.address, bytes.byteLength);
}

function unpackOffsets(arena: ArenaView, bytes: Packed<Int32Array>): Int32Array {
  return ArrayBuffer.isView(bytes) ? bytes : new Int32Array(arena.memory.buffer, bytes.address, bytes.byteLength / 4);
}

function pack<View extends Uint8Array | Int32Array>({ memory }: ArenaView, view: View): Packed<View> {
  return view.buffer === memory.buffer ? { address: view.byteOffset, byteLength: view.byteLength } : view;
}
