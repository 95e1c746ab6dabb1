// Between rows in pages and vectors, one field at a time.
import { FIELD_VIEW } from "../../../core/src/layout/field-layout";
import { VIEW_INLINE, VIEW_POINTER } from "../../../core/src/layout/string-view";
import { copyBytes } from "../bytes/copy";
import { pageOf } from "../rows/pages";
import { fieldWidth } from "./field";

// @ts-ignore: decorator
@inline
function rowAt(rows: usize, i: i32): usize {
  return load<u32>(rows + (<usize>i << 2));
}

// @ts-ignore: decorator
@inline
function indexAt(indices: usize, i: i32): usize {
  return indices == 0 ? <usize>i : <usize>load<u32>(indices + (<usize>i << 2));
}

// @ts-ignore: decorator
@inline
function isValid(validity: usize, index: usize): bool {
  return validity == 0 || load<u8>(validity + index) != 0;
}

function gather<T>(n: i32, rows: usize, offset: usize, out: usize): void {
  for (let i = 0; i < n; i++) {
    const row = rowAt(rows, i);
    store<T>(out + <usize>i * sizeof<T>(), row == 0 ? <T>0 : load<T>(row + offset));
  }
}

function gather16(n: i32, rows: usize, offset: usize, out: usize): void {
  for (let i = 0; i < n; i++) {
    const row = rowAt(rows, i);
    v128.store(out + (<usize>i << 4), row == 0 ? i64x2.splat(0) : v128.load(row + offset));
  }
}

function gatherViews(n: i32, rows: usize, offset: usize, out: usize): void {
  for (let i = 0; i < n; i++) {
    const row = rowAt(rows, i);
    const target = out + (<usize>i << 4);
    v128.store(target, row == 0 ? i64x2.splat(0) : v128.load(row + offset));
    if (load<u32>(target) > <u32>VIEW_INLINE) {
      store<u32>(target, load<u32>(target, VIEW_POINTER) + <u32>pageOf(row), VIEW_POINTER);
    }
  }
}

export function gather_rows(
  n: i32, rows: usize, fieldOffset: usize, nullOffset: i32, field: i32, outData: usize, outValidity: usize,
): void {
  if (field == FIELD_VIEW) gatherViews(n, rows, fieldOffset, outData);
  else {
    switch (fieldWidth(field)) {
      case 1: gather<u8>(n, rows, fieldOffset, outData); break;
      case 2: gather<u16>(n, rows, fieldOffset, outData); break;
      case 4: gather<u32>(n, rows, fieldOffset, outData); break;
      case 8: gather<u64>(n, rows, fieldOffset, outData); break;
      default: gather16(n, rows, fieldOffset, outData);
    }
  }
  if (outValidity == 0) return;
  for (let i = 0; i < n; i++) {
    const row = rowAt(rows, i);
    const valid = row == 0 ? 0 : nullOffset < 0 ? 1 : <i32>load<u8>(row + <usize>nullOffset) ^ 1;
    store<u8>(outValidity + <usize>i, valid);
  }
}

function scatter<T>(n: i32, indices: usize, data: usize, validity: usize, rows: usize, offset: usize): void {
  for (let i = 0; i < n; i++) {
    const index = indexAt(indices, i);
    store<T>(rowAt(rows, i) + offset, isValid(validity, index) ? load<T>(data + index * sizeof<T>()) : <T>0);
  }
}

function scatter16(n: i32, indices: usize, data: usize, validity: usize, rows: usize, offset: usize): void {
  for (let i = 0; i < n; i++) {
    const index = indexAt(indices, i);
    v128.store(rowAt(rows, i) + offset, isValid(validity, index) ? v128.load(data + (index << 4)) : i64x2.splat(0));
  }
}

function scatterViews(n: i32, indices: usize, data: usize, validity: usize, rows: usize, offset: usize, heaps: usize): void {
  for (let i = 0; i < n; i++) {
    const index = indexAt(indices, i);
    const row = rowAt(rows, i);
    const target = row + offset;
    v128.store(target, isValid(validity, index) ? v128.load(data + (index << 4)) : i64x2.splat(0));
    const length = load<u32>(target);
    if (length <= <u32>VIEW_INLINE) continue;
    const heap = <usize>load<u32>(heaps + (<usize>i << 2));
    copyBytes(heap, load<u32>(target, VIEW_POINTER), length);
    store<u32>(target, <u32>(heap - pageOf(row)), VIEW_POINTER);
    store<u32>(heaps + (<usize>i << 2), <u32>heap + length);
  }
}

export function scatter_rows(
  n: i32, indices: usize, data: usize, validity: usize, field: i32, rows: usize, fieldOffset: usize, nullOffset: i32, heaps: usize,
): void {
  if (field == FIELD_VIEW) scatterViews(n, indices, data, validity, rows, fieldOffset, heaps);
  else {
    switch (fieldWidth(field)) {
      case 1: scatter<u8>(n, indices, data, validity, rows, fieldOffset); break;
      case 2: scatter<u16>(n, indices, data, validity, rows, fieldOffset); break;
      case 4: scatter<u32>(n, indices, data, validity, rows, fieldOffset); break;
      case 8: scatter<u64>(n, indices, data, validity, rows, fieldOffset); break;
      default: scatter16(n, indices, data, validity, rows, fieldOffset);
    }
  }
  if (nullOffset < 0) return;
  for (let i = 0; i < n; i++) {
    store<u8>(rowAt(rows, i) + <usize>nullOffset, isValid(validity, indexAt(indices, i)) ? 0 : 1);
  }
}

export function scatter_heap_bytes(n: i32, indices: usize, views: usize, validity: usize, inOutBytes: usize): void {
  for (let i = 0; i < n; i++) {
    const index = indexAt(indices, i);
    const length = load<u32>(views + (index << 4));
    if (length <= <u32>VIEW_INLINE || !isValid(validity, index)) continue;
    const at = inOutBytes + (<usize>i << 2);
    store<u32>(at, load<u32>(at) + length);
  }
}
