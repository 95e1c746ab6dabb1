// Comparison by layout. Floats compare as in Polars: NaN equals NaN and is greater than every number; -0 equals 0.
import { VIEW_INLINE, VIEW_POINTER } from "@millrace/core";
import type { Node } from "../assembler/node.ts";
import { f32, f64, i32, i64 } from "../assembler/opcodes.ts";
import type { CompiledValue } from "./compiled-value.ts";
import type { I128 } from "./i128.ts";
import { i128Eq, i128Lt } from "./i128.ts";
import type { Scope } from "./scope.ts";

/** How two values compare. */
export type Comparison = "eq" | "ne" | "lt" | "le" | "gt" | "ge";

/** 1 where the comparison holds; the values have one type and are valid. */
export function emitComparison(scope: Scope, comparison: Comparison, a: CompiledValue, b: CompiledValue): Node {
  switch (comparison) {
    case "eq":
      return emitEqual(scope, a, b);
    case "ne":
      return i32.eqz(emitEqual(scope, a, b));
    case "lt":
      return emitLess(scope, a, b);
    case "gt":
      return emitLess(scope, b, a);
    case "ge":
      return emitAtLeast(scope, a, b);
    case "le":
      return emitAtLeast(scope, b, a);
  }
}

function emitEqual(scope: Scope, left: CompiledValue, right: CompiledValue): Node {
  const [a, b] = [left.parts[0]!, right.parts[0]!];
  switch (left.layout) {
    case "i64":
    case "u64":
      return i64.eq(a, b);
    case "f32":
    case "f64": {
      const op = left.layout === "f32" ? f32 : f64;
      const [x, y] = [scope.f.memo(a, "left"), scope.f.memo(b, "right")];
      return i32.or(op.eq(x, y), i32.and(op.ne(x, x), op.ne(y, y)));
    }
    case "i128":
      return i128Eq(left.parts as unknown as I128, right.parts as unknown as I128);
    case "view":
      return emitStringEqual(scope, a, b);
    default:
      return i32.eq(a, b);
  }
}

/** Short strings are equal where their 16 bytes are; the kernel sees long ones of the same length and prefix alone. */
function emitStringEqual(scope: Scope, left: Node, right: Node): Node {
  const { f } = scope;
  const [a, b] = [f.memo(left, "left"), f.memo(right, "right")];
  const equal = f.local("i32", "equal");
  f.set(equal, i64.eq(i64.load(a), i64.load(b)));
  f.if(equal, () => {
    f.set(equal, i64.eq(i64.load(a, VIEW_POINTER), i64.load(b, VIEW_POINTER)));
    f.if(i32.and(i32.eqz(equal), i32.gtU(i32.load(a), i32.const(VIEW_INLINE))), () => {
      f.set(equal, f.callNode(scope.kernel("string_equal"), [a, b]));
    });
  });
  return equal;
}

function emitLess(scope: Scope, left: CompiledValue, right: CompiledValue): Node {
  const [a, b] = [left.parts[0]!, right.parts[0]!];
  switch (left.layout) {
    case "i64":
      return i64.ltS(a, b);
    case "u64":
      return i64.ltU(a, b);
    case "f32":
    case "f64": {
      const op = left.layout === "f32" ? f32 : f64;
      const x = scope.f.memo(a, "left");
      return i32.and(i32.eqz(op.ge(x, b)), op.eq(x, x));
    }
    case "i128":
      return i128Lt(left.parts as unknown as I128, right.parts as unknown as I128);
    case "view":
      return i32.ltS(emitStringOrder(scope, a, b), i32.const(0));
    case "bool":
    case "u8":
    case "u16":
    case "u32":
      return i32.ltU(a, b);
    default:
      return i32.ltS(a, b);
  }
}

/** a ≥ b; for floats not the negation of a < b's code, which would cost one instruction more. */
function emitAtLeast(scope: Scope, left: CompiledValue, right: CompiledValue): Node {
  if (left.layout !== "f32" && left.layout !== "f64") return i32.eqz(emitLess(scope, left, right));
  const op = left.layout === "f32" ? f32 : f64;
  const x = scope.f.memo(left.parts[0]!, "left");
  return i32.or(op.ge(x, right.parts[0]!), op.ne(x, x));
}

/** Below, at or above 0 as a is before, equal to or behind b in the order of UTF-8 bytes. */
export function emitStringOrder(scope: Scope, a: Node, b: Node): Node {
  return scope.f.memo(scope.f.callNode(scope.kernel("string_compare"), [a, b]), "order");
}
