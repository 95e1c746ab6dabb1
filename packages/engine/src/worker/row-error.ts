import { errorOfSite } from "@millrace/compiler";
import type { DataType } from "@millrace/core";
import { InternalEngineError, layoutOf, VIEW_INLINE, VIEW_POINTER, VIEW_PREFIX } from "@millrace/core";
import type { LiteralValue } from "@millrace/plan";
import { CONTEXT_ERROR_SITE, CONTEXT_ERROR_VALUE } from "../emit/context-layout.ts";
import type { RowErrorSite } from "../emit/program.ts";
import type { Arena } from "../memory/arena.ts";
import type { SlotMemory } from "./slot-memory.ts";

/** Bytes of a bad string that a message shows. */
const MAX_SHOWN_BYTES = 100;

/** The error that compiled code recorded in a slot's context block. */
export function rowError(memory: SlotMemory, sites: readonly RowErrorSite[]): Error {
  const found = sites[memory.word(CONTEXT_ERROR_SITE) - 1];
  if (found === undefined) return new InternalEngineError("A stage failed without saying why");
  const { site, type } = found;
  const value = type === null ? null : readValue(memory.arena, memory.context + CONTEXT_ERROR_VALUE, type);
  return errorOfSite(site, null, value);
}

function readValue({ memory, bytes }: Arena, address: number, type: DataType): LiteralValue {
  const view = new DataView(memory.buffer, address, 16);
  switch (layoutOf(type)) {
    case "bool":
      return view.getUint8(0) !== 0;
    case "i8":
      return view.getInt8(0);
    case "u8":
      return view.getUint8(0);
    case "i16":
      return view.getInt16(0, true);
    case "u16":
      return view.getUint16(0, true);
    case "i32":
      return view.getInt32(0, true);
    case "u32":
      return view.getUint32(0, true);
    case "i64":
      return view.getBigInt64(0, true);
    case "u64":
      return view.getBigUint64(0, true);
    case "i128":
      return (view.getBigInt64(8, true) << 64n) | view.getBigUint64(0, true);
    case "f32":
      return view.getFloat32(0, true);
    case "f64":
      return view.getFloat64(0, true);
    case "view": {
      const length = view.getUint32(0, true);
      const start = length <= VIEW_INLINE ? address + VIEW_PREFIX : view.getUint32(VIEW_POINTER, true);
      return new TextDecoder().decode(bytes.slice(start, start + Math.min(length, MAX_SHOWN_BYTES)));
    }
  }
}
