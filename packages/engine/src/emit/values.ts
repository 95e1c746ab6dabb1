import type { CompiledValue, Node } from "@millrace/compiler";
import { f32, f64, i32, i64 } from "@millrace/compiler";
import type { DataType } from "@millrace/core";
import { layoutOf, layoutWidth } from "@millrace/core";

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

/** The address of row `index` of a vector of that type. */
export function elementAddress(base: Node, index: Node, type: DataType): Node {
  const shift = Math.log2(layoutWidth(layoutOf(type)));
  return i32.add(base, shift === 0 ? index : i32.shl(index, i32.const(shift)));
}
