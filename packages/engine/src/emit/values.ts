import type { CompiledValue, FunctionBuilder, Node } from "@millrace/compiler";
import { f32, f64, i32, i64, v128 } from "@millrace/compiler";
import type { DataType, Layout } from "@millrace/core";
import { layoutOf, layoutWidth, VIEW_INLINE } from "@millrace/core";

/** The nodes of a value of that layout at an address. */
export function loadParts(layout: Layout, address: Node, offset = 0): readonly Node[] {
  switch (layout) {
    case "bool":
    case "u8":
      return [i32.load8U(address, offset)];
    case "i8":
      return [i32.load8S(address, offset)];
    case "i16":
      return [i32.load16S(address, offset)];
    case "u16":
      return [i32.load16U(address, offset)];
    case "i32":
    case "u32":
      return [i32.load(address, offset)];
    case "i64":
    case "u64":
      return [i64.load(address, offset)];
    case "f32":
      return [f32.load(address, offset)];
    case "f64":
      return [f64.load(address, offset)];
    case "i128":
      return [i64.load(address, offset), i64.load(address, offset + 8)];
    case "view":
      return [offset === 0 ? address : i32.add(address, i32.const(offset))];
  }
}

/** Writes a value's parts to an address; a string is copied as its view, pointer and all. */
export function storeParts(
  f: FunctionBuilder,
  layout: Layout,
  address: Node,
  parts: readonly Node[],
  offset = 0,
): void {
  const [first, second] = parts;
  if (first === undefined) return;
  switch (layout) {
    case "bool":
    case "i8":
    case "u8":
      f.store("i8", address, first, offset);
      return;
    case "i16":
    case "u16":
      f.store("i16", address, first, offset);
      return;
    case "i32":
    case "u32":
      f.store("i32", address, first, offset);
      return;
    case "i64":
    case "u64":
      f.store("i64", address, first, offset);
      return;
    case "f32":
      f.store("f32", address, first, offset);
      return;
    case "f64":
      f.store("f64", address, first, offset);
      return;
    case "i128":
      f.store("i64", address, first, offset);
      if (second !== undefined) f.store("i64", address, second, offset + 8);
      return;
    case "view":
      f.store("v128", address, v128.load(first), offset);
      return;
  }
}

/** A value whose parts are zero wherever it is null; `zeroView` is the address of the empty string's view. */
export function zeroUnderNull(value: CompiledValue, zeroView: Node): readonly Node[] {
  const { valid } = value;
  if (valid === null) return value.parts;
  return value.parts.map((part) => {
    if (value.layout === "view") return i32.select(valid, part, zeroView);
    switch (part.type) {
      case "i64":
        return i64.select(valid, part, i64.const(0n));
      case "f32":
        return f32.select(valid, part, f32.const(0));
      case "f64":
        return f64.select(valid, part, f64.const(0));
      default:
        return i32.select(valid, part, i32.const(0));
    }
  });
}

/** Bytes that a string needs outside of its view: its length, or 0 where it lies in the view. */
export function outsideBytes(view: Node): Node {
  const length = i32.load(view, 0);
  return i32.select(i32.gtU(length, i32.const(VIEW_INLINE)), length, i32.const(0));
}

/** The address of row `index` of a vector of that type. */
export function elementAddress(base: Node, index: Node, type: DataType): Node {
  const shift = Math.log2(layoutWidth(layoutOf(type)));
  return i32.add(base, shift === 0 ? index : i32.shl(index, i32.const(shift)));
}
