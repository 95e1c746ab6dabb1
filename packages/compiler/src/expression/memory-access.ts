import type { Layout } from "@millrace/core";
import type { FunctionBuilder } from "../assembler/function-builder.ts";
import type { Node } from "../assembler/node.ts";
import type { StoreKind } from "../assembler/opcodes.ts";
import { f32, f64, i32, i64, v128 } from "../assembler/opcodes.ts";

const loads = {
  bool: i32.load8U,
  i8: i32.load8S,
  u8: i32.load8U,
  i16: i32.load16S,
  u16: i32.load16U,
  i32: i32.load,
  u32: i32.load,
  i64: i64.load,
  u64: i64.load,
  f32: f32.load,
  f64: f64.load,
} as const satisfies Partial<Record<Layout, (address: Node, offset?: number) => Node>>;

const storeKinds = {
  bool: "i8",
  i8: "i8",
  u8: "i8",
  i16: "i16",
  u16: "i16",
  i32: "i32",
  u32: "i32",
  i64: "i64",
  u64: "i64",
  f32: "f32",
  f64: "f64",
} as const satisfies Partial<Record<Layout, StoreKind>>;

/** The parts of a value of that layout at an address; of a string, the address of its view. */
export function loadValue(layout: Layout, address: Node, offset = 0): readonly Node[] {
  if (layout === "view") return [offset === 0 ? address : i32.add(address, i32.const(offset))];
  if (layout === "i128") return [i64.load(address, offset), i64.load(address, offset + 8)];
  return [loads[layout](address, offset)];
}

/** Writes a value's parts to an address; of a string the view alone. */
export function storeValue(
  f: FunctionBuilder,
  layout: Layout,
  address: Node,
  parts: readonly Node[],
  offset = 0,
): void {
  const [first, second] = parts;
  if (layout === "view") {
    f.store("v128", address, v128.load(first!), offset);
  } else if (layout === "i128") {
    f.store("i64", address, first!, offset);
    f.store("i64", address, second!, offset + 8);
  } else {
    f.store(storeKinds[layout], address, first!, offset);
  }
}
