import type { DataType, Layout } from "@millrace/core";
import { layoutOf } from "@millrace/core";
import type { FunctionBuilder } from "../assembler/function-builder.ts";
import type { Local, Node, WasmType } from "../assembler/node.ts";
import { f32, f64, i32, i64 } from "../assembler/opcodes.ts";
import type { Magnitude } from "./magnitude.ts";

/**
 * A value of one row as nodes. `parts` by layout: one i32 for bool and integers to 32 bits (extended to 32 bits as their
 * sign asks), one i64, f32 or f64, two i64 (low, high) for i128, the address of a 16-byte view for strings.
 * `valid` is an i32 of 0 or 1, null where the value cannot be null. Under a null the parts are arbitrary, but a string's
 * address can be read.
 */
export interface CompiledValue {
  readonly type: DataType;
  readonly layout: Layout;
  readonly parts: readonly Node[];
  readonly valid: Node | null;
  /** A bound of an integer or an unscaled decimal that holds for the batch at hand; missing where none is known. */
  readonly magnitude?: Magnitude | undefined;
}

const wasmTypes = {
  bool: ["i32"],
  i8: ["i32"],
  i16: ["i32"],
  i32: ["i32"],
  i64: ["i64"],
  u8: ["i32"],
  u16: ["i32"],
  u32: ["i32"],
  u64: ["i64"],
  f32: ["f32"],
  f64: ["f64"],
  i128: ["i64", "i64"],
  view: ["i32"],
} as const satisfies Record<Layout, readonly WasmType[]>;

/** A value of a type, its layout derived. */
export function valueOf(type: DataType, parts: readonly Node[], valid: Node | null = null): CompiledValue {
  return { type, layout: layoutOf(type), parts, valid };
}

/** The same parts under another validity. */
export function withValid(value: CompiledValue, valid: Node | null): CompiledValue {
  return { ...value, valid };
}

/** 1 where both are valid; null where that is certain. */
export function bothValid(a: Node | null, b: Node | null): Node | null {
  if (a === null) return b;
  if (b === null || a === b) return a;
  return i32.and(a, b);
}

/** The only part of a value of one part. */
export function only(value: CompiledValue): Node {
  return value.parts[0]!;
}

/** Puts parts and validity into locals, so that they can be used many times. */
export function keepValue(f: FunctionBuilder, value: CompiledValue, name: string): CompiledValue {
  return {
    ...value,
    parts: value.parts.map((part) => f.memo(part, name)),
    valid: value.valid === null ? null : f.memo(value.valid, `${name}.valid`),
  };
}

/** `condition ? a : b` on one part. */
export function selectNode(condition: Node, a: Node, b: Node): Node {
  switch (a.type) {
    case "i64":
      return i64.select(condition, a, b);
    case "f32":
      return f32.select(condition, a, b);
    case "f64":
      return f64.select(condition, a, b);
    default:
      return i32.select(condition, a, b);
  }
}

/** A value in locals that branches of the code assign. */
export interface Variable {
  readonly value: CompiledValue;
  assign(value: CompiledValue): void;
}

/** Locals for a value of a type; `nullable` gives it a validity, 0 until assigned. */
export function variable(f: FunctionBuilder, type: DataType, nullable: boolean, name: string): Variable {
  const layout = layoutOf(type);
  const parts: Local[] = wasmTypes[layout].map((wasmType) => f.local(wasmType, name));
  const valid = nullable ? f.local("i32", `${name}.valid`) : null;
  return {
    value: { type, layout, parts, valid },
    assign(value) {
      parts.forEach((local, i) => {
        f.set(local, value.parts[i]!);
      });
      if (valid !== null) f.set(valid, value.valid ?? i32.const(1));
    },
  };
}
