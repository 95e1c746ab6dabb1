import type { CompiledValue, FunctionBuilder, Node } from "@millrace/compiler";
import { f32, f64, i32, i64, outsideBytes, storeValue, v128 } from "@millrace/compiler";
import { isFloat, PAGE_SIZE, VIEW_INLINE, VIEW_POINTER } from "@millrace/core";
import type { RowField, RowLayout } from "./row-layout.ts";
import type { StageScope } from "./stage-scope.ts";
import { zeroUnderNull } from "./values.ts";

/** Writes an absolute key row: canonical values, zero under null, null bytes, zeros between. */
export function writeKeyRow(scope: StageScope, layout: RowLayout, row: Node, values: readonly CompiledValue[]): void {
  const { f } = scope;
  zeroPadding(f, layout, row);
  layout.fields.forEach((field, i) => {
    const value = values[i];
    if (value === undefined) return;
    storeValue(f, field.layout, row, zeroUnderNull(canonical(value), scope.zeroView()), field.offset);
    writeNullByte(f, field, row, value);
  });
}

/** Writes fields into a row of a page; long strings go to the heap address, which a local holds and which moves on. */
export function writeRow(
  scope: StageScope,
  layout: RowLayout,
  row: Node,
  heap: Node | null,
  values: readonly CompiledValue[],
): void {
  layout.fields.forEach((field, i) => {
    const value = values[i];
    if (value === undefined) return;
    const parts = zeroUnderNull(value, scope.zeroView());
    if (field.layout === "view") writeString(scope, field, row, heap, parts[0] ?? scope.zeroView());
    else storeValue(scope.f, field.layout, row, parts, field.offset);
    writeNullByte(scope.f, field, row, value);
  });
}

/** Bytes that the strings among the values need outside of their views. */
export function heapBytesOf(scope: StageScope, values: readonly CompiledValue[]): Node | null {
  let total: Node | null = null;
  for (const value of values) {
    if (value.layout !== "view") continue;
    const [view] = zeroUnderNull(value, scope.zeroView());
    if (view === undefined) continue;
    const bytes = outsideBytes(i32.load(scope.f.memo(view, "view")));
    total = total === null ? bytes : i32.add(total, bytes);
  }
  return total;
}

/** Floats with one zero and one NaN, so that equal keys are equal bytes. */
export function canonical(value: CompiledValue): CompiledValue {
  const [part] = value.parts;
  if (part === undefined || !isFloat(value.type)) return value;
  const fixed =
    value.layout === "f64"
      ? f64.select(f64.eq(part, part), f64.add(part, f64.const(0)), f64.const(Number.NaN))
      : f32.select(f32.eq(part, part), f32.add(part, f32.const(0)), f32.const(Number.NaN));
  return { ...value, parts: [fixed] };
}

function writeNullByte(f: FunctionBuilder, field: RowField, row: Node, value: CompiledValue): void {
  if (field.nullOffset < 0) return;
  f.store("i8", row, value.valid === null ? i32.const(0) : i32.eqz(value.valid), field.nullOffset);
}

/** The tail of a key row is cleared before the narrow fields and null bytes are written into it. */
function zeroPadding(f: FunctionBuilder, layout: RowLayout, row: Node): void {
  let wide = 0;
  for (const field of layout.fields) {
    const width =
      field.layout === "view" || field.layout === "i128" ? 16 : ["i64", "u64", "f64"].includes(field.layout) ? 8 : 0;
    wide += width;
  }
  for (let offset = wide; offset < layout.end; offset += 8) f.store("i64", row, i64.const(0n), offset);
}

function writeString(scope: StageScope, field: RowField, row: Node, heap: Node | null, view: Node): void {
  const { f } = scope;
  const source = f.memo(view, "string");
  f.store("v128", row, v128.load(source), field.offset);
  if (heap === null || heap.kind !== "local") return;
  const length = f.memo(i32.load(source, 0), "length");
  f.if(i32.gtU(length, i32.const(VIEW_INLINE)), () => {
    f.call(scope.kernel("bytes_copy"), [heap, i32.load(source, VIEW_POINTER), length]);
    const page = i32.and(row, i32.const(-PAGE_SIZE));
    f.store("i32", row, i32.sub(heap, page), field.offset + VIEW_POINTER);
    f.store("i32", row, i32.const(0), field.offset + VIEW_POINTER + 4);
    f.set(heap, i32.add(heap, length));
  });
}
