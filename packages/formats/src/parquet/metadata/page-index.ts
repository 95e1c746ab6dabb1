import { integerField, listField, structList, ThriftReader } from "./thrift.ts";

/** Where the data pages of a chunk lie: file offsets and the first row of each, ascending. */
export interface OffsetIndex {
  readonly offsets: readonly number[];
  readonly firstRows: readonly number[];
}

/** Bounds of the data pages of a chunk, in the column's physical form. */
export interface ColumnIndex {
  readonly nullPages: readonly boolean[];
  readonly mins: readonly Uint8Array[];
  readonly maxs: readonly Uint8Array[];
  readonly nullCounts: readonly number[] | null;
}

/** The offset index, or null if it is not consistent: it is a help, never needed. Throws ThriftError on damage. */
export function parseOffsetIndex(bytes: Uint8Array, rows: number, start: number, end: number): OffsetIndex | null {
  const locations = structList(new ThriftReader(bytes, 0, bytes.length).readStruct(), 1);
  if (locations === undefined || locations.length === 0) return null;
  const offsets: number[] = [];
  const firstRows: number[] = [];
  for (const location of locations) {
    const offset = integerField(location, 1) ?? -1;
    const row = integerField(location, 3) ?? -1;
    const previousRow = firstRows.at(-1) ?? -1;
    if (offset < start || offset >= end || offset <= (offsets.at(-1) ?? -1)) return null;
    if (row < previousRow || row > rows || (offsets.length === 0 && row !== 0)) return null;
    offsets.push(offset);
    firstRows.push(row);
  }
  return { offsets, firstRows };
}

/** The column index, or null if it does not fit `pages` pages. Throws ThriftError on damage. */
export function parseColumnIndex(bytes: Uint8Array, pages: number): ColumnIndex | null {
  const index = new ThriftReader(bytes, 0, bytes.length).readStruct();
  const binaries = (id: number): Uint8Array[] | undefined =>
    listField(index, id)?.filter((value) => value instanceof Uint8Array);
  const nullPages = listField(index, 1)?.filter((value) => typeof value === "boolean");
  const mins = binaries(2);
  const maxs = binaries(3);
  const nullCounts = listField(index, 5)?.filter((value) => typeof value === "number") ?? null;
  if (nullPages?.length !== pages || mins?.length !== pages || maxs?.length !== pages) return null;
  return { nullPages, mins, maxs, nullCounts: nullCounts?.length === pages ? nullCounts : null };
}
