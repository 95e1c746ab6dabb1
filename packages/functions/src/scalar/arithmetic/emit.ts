import type { CompiledValue, EmitContext, I128, Node } from "@millrace/compiler";
import { combinedMagnitude, f32, f64, i32, i64, only, valueOf } from "@millrace/compiler";
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
      return emitWide(operation, context, a, b);
    case "i64":
      return { ...valueOf(type, [i64[name](only(a), only(b))]), magnitude: magnitudeOf(operation, a, b) };
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

/** The magnitude of a result. One that wrapped around is still no greater than this. */
function magnitudeOf({ integer }: BinaryOperation, a: CompiledValue, b: CompiledValue): CompiledValue["magnitude"] {
  return combinedMagnitude(integer === "mul" ? "product" : "sum", a.magnitude, b.magnitude);
}

/** 128 bits; one instruction on 64 where the batch's numbers are known to be small enough. */
function emitWide(operation: BinaryOperation, context: EmitContext, a: CompiledValue, b: CompiledValue): CompiledValue {
  const { type, scope } = context;
  const magnitude = magnitudeOf(operation, a, b);
  const { f, bounds } = scope;
  if (magnitude === undefined || bounds === undefined) return valueOf(type, operation.wide(context, a, b));
  const [low, high] = [f.local("i64", "low"), f.local("i64", "high")];
  f.if(
    bounds.fitsWord(magnitude),
    () => {
      f.set(low, i64[operation.integer](a.parts[0]!, b.parts[0]!));
      f.set(high, i64.shrS(low, i64.const(63)));
    },
    () => {
      const [wideLow, wideHigh] = operation.wide(context, a, b);
      f.set(low, wideLow);
      f.set(high, wideHigh);
    },
  );
  return { ...valueOf(type, [low, high]), magnitude };
}
