import type { Chunk } from "@millrace/core";
import { leaveYoungGarbage } from "../memory/garbage.ts";

/** A chunk in memory of its own; the copy counts as garbage to come. */
export function copyChunk({ numRows, columns }: Chunk): Chunk {
  let total = 0;
  const copy = <View extends Uint8Array | Int32Array>(view: View): View => {
    const buffer = new SharedArrayBuffer(Math.max(8, view.byteLength));
    new Uint8Array(buffer).set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    total += view.byteLength;
    const Copy = view.constructor as new (buffer: SharedArrayBuffer, offset: number, length: number) => View;
    return new Copy(buffer, 0, view.length);
  };
  const copies = columns.map(({ validity, data, offsets, dictionary }) => ({
    validity: validity === null ? null : copy(validity),
    data: copy(data),
    offsets: offsets === null ? null : copy(offsets),
    dictionary,
  }));
  leaveYoungGarbage(total);
  return { numRows, columns: copies };
}
