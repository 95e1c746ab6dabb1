import type { DataType, Layout } from "@millrace/core";
import { layoutOf, layoutWidth } from "@millrace/core";
import type { LiteralValue } from "@millrace/plan";

// The block of memory through which a slot's TypeScript and its compiled module speak. Fixed words first, then the words that
// the emitter asks for, then the literals: they are parameters of the module, so that equal shapes share code.

/** u32: number of the error site that stopped a stage, counted from 1; 0 = none. */
export const CONTEXT_ERROR_SITE = 0;
/** u32: the row of the batch at which it happened. */
export const CONTEXT_ERROR_ROW = 4;
/** i64: order number of the next row that reaches the sink. */
export const CONTEXT_SEQUENCE = 8;
/** u32: the area for the long strings of the sink's states. */
export const CONTEXT_TEXT = 16;
/** u32: the next free byte of the space for computed strings, and its end. */
export const CONTEXT_SCRATCH = 24;
export const CONTEXT_SCRATCH_END = 28;
/** 16 zero bytes: the view of the empty string. */
export const CONTEXT_ZERO = 32;
/** The value that did not fit, as wide as its layout. */
export const CONTEXT_ERROR_VALUE = 48;
const FIRST_FREE = 64;

/** A literal's place in the block. */
export interface ContextLiteral {
  readonly offset: number;
  readonly layout: Layout;
  readonly type: DataType;
  readonly value: LiteralValue;
}

/** A buffer that each slot allocates once; its address goes into the word. */
export interface ContextBuffer {
  readonly word: number;
  readonly byteLength: number;
}

/** Hands out places in a slot's context block. */
export class ContextLayout {
  readonly literals: ContextLiteral[] = [];
  readonly buffers: ContextBuffer[] = [];
  private end = FIRST_FREE;
  private readonly named = new Map<string, number>();

  /** Bytes that the block needs. */
  get byteLength(): number {
    return this.end;
  }

  /** The offset of a u32 word of that name; the same name gives the same word. */
  word(name: string): number {
    const known = this.named.get(name);
    if (known !== undefined) return known;
    const offset = this.take(4, 4);
    this.named.set(name, offset);
    return offset;
  }

  /** A word that holds the address of a buffer of the slot's own. */
  buffer(name: string, byteLength: number): number {
    const known = this.named.get(name);
    if (known !== undefined) return known;
    const word = this.word(name);
    this.buffers.push({ word, byteLength });
    return word;
  }

  /** Space of `byteLength` bytes, aligned to 16. */
  space(byteLength: number): number {
    return this.take(byteLength, 16);
  }

  /** The place of a literal. */
  literal(value: LiteralValue, type: DataType): number {
    const layout = layoutOf(type);
    const offset = this.take(Math.max(8, layoutWidth(layout)), layout === "view" || layout === "i128" ? 16 : 8);
    this.literals.push({ offset, layout, type, value });
    return offset;
  }

  private take(byteLength: number, alignment: number): number {
    const offset = (this.end + alignment - 1) & -alignment;
    this.end = offset + byteLength;
    return offset;
  }
}
