import { InternalEngineError, VIEW_INLINE, VIEW_POINTER, VIEW_PREFIX } from "@millrace/core";
import type { ContextLiteral } from "../emit/context-layout.ts";
import type { Arena } from "../memory/arena.ts";
import type { BlockAllocator } from "../memory/block-allocator.ts";

const encoder = new TextEncoder();

/** Writes a literal's value into its place in a context block. */
export function writeLiteral(arena: Arena, allocator: BlockAllocator, context: number, literal: ContextLiteral): void {
  const at = context + literal.offset;
  const { value, layout } = literal;
  const view = new DataView(arena.memory.buffer, at, 16);
  if (value === null) return;
  switch (layout) {
    case "bool":
      view.setUint8(0, value === true ? 1 : 0);
      return;
    case "i8":
    case "u8":
    case "i16":
    case "u16":
    case "i32":
    case "u32":
      view.setUint32(0, Number(BigInt.asUintN(32, integerOf(literal))), true);
      return;
    case "i64":
    case "u64":
      view.setBigUint64(0, BigInt.asUintN(64, integerOf(literal)), true);
      return;
    case "i128": {
      const integer = integerOf(literal);
      view.setBigUint64(0, BigInt.asUintN(64, integer), true);
      view.setBigUint64(8, BigInt.asUintN(64, integer >> 64n), true);
      return;
    }
    case "f32":
      view.setFloat32(0, Number(value), true);
      return;
    case "f64":
      view.setFloat64(0, Number(value), true);
      return;
    case "view":
      writeView(arena, allocator, at, encoder.encode(String(value)));
  }
}

/** Writes a string's view at `at`; long strings get a buffer of their own. */
export function writeView(arena: Arena, allocator: BlockAllocator, at: number, text: Uint8Array): void {
  arena.bytes.fill(0, at, at + 16);
  arena.setWord(at, text.length);
  arena.bytes.set(text.subarray(0, text.length <= VIEW_INLINE ? VIEW_INLINE : 4), at + VIEW_PREFIX);
  if (text.length <= VIEW_INLINE) return;
  const bytes = allocator.alloc(text.length);
  arena.bytes.set(text, bytes);
  arena.setWord(at + VIEW_POINTER, bytes);
}

function integerOf({ value, layout }: ContextLiteral): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value);
  throw new InternalEngineError(`A literal of layout ${layout} has no integer value: ${String(value)}`);
}
