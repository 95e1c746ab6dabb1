import type { CompiledValue, EmitContext, I128, Node } from "@millrace/compiler";
import { f32, f64, i32, i64, only, valueOf } from "@millrace/compiler";
import type { Layout } from "@millrace/core";

/** Wraps the i32 result of narrow arithmetic to its layout. */
export function wrapTo(layout: Layout, node: Node): Node {
  switch (layout) {
    case "i8":
      return i32.extend8S(node);
    case "i16":
      return i32.extend16S(node);
    case "u8":
      return i32.and(node, i32.const(0xff));
    case "u16":
      return i32.and(node, i32.const(0xffff));
    default:
      return node;
  }
}

/** How an operation is made of the operations of each WebAssembly type. */
export interface BinaryOperation {
  readonly integer: "add" | "sub" | "mul";
  readonly wide: (context: EmitContext, a: CompiledValue, b: CompiledValue) => I128;
}

/** add, sub and mul: integers and decimals wrap around. */
export function emitBinary(
  operation: BinaryOperation,
  context: EmitContext,
  args: readonly CompiledValue[],
): CompiledValue {
  const { type, scope } = context;
  const [a, b] = [args[0]!, args[1]!];
  if (type.kind === "null") return scope.literal(null, type);
  const result = valueOf(type, []);
  const name = operation.integer;
  switch (result.layout) {
    case "i128":
      return valueOf(type, operation.wide(context, a, b));
    case "i64":
    case "u64":
      return valueOf(type, [i64[name](only(a), only(b))]);
    case "f32":
      return valueOf(type, [f32[name](only(a), only(b))]);
    case "f64":
      return valueOf(type, [f64[name](only(a), only(b))]);
    default:
      return valueOf(type, [wrapTo(result.layout, i32[name](only(a), only(b)))]);
  }
}
