import type { CompiledValue, EmitContext } from "@millrace/compiler";
import { f32, f64, only, valueOf } from "@millrace/compiler";

/** Applies a kernel from f64 to f64; a Float32 is computed in Float64 and rounded. */
export function emitFloatKernel({ type, scope }: EmitContext, value: CompiledValue, kernel: string): CompiledValue {
  if (type.kind === "null") return scope.literal(null, type);
  const single = type.kind === "float32";
  const double = single ? f64.promoteF32(only(value)) : only(value);
  const result = scope.f.callNode(scope.kernel(kernel), [double]);
  return valueOf(type, [single ? f32.demoteF64(result) : result]);
}
