// Strings in the states of groups. Layout: core's layout/text-area.ts.
import { ROW_PAGE_HEADER, ROW_PAGE_NUM_ROWS, ROW_PAGE_ROW_STRIDE } from "../../../core/src/layout/row-page";
import { VIEW_INLINE, VIEW_POINTER } from "../../../core/src/layout/string-view";
import { TEXT_CURSOR, TEXT_END, TEXT_FIELD_CAPACITY, TEXT_FIELD_ROOM } from "../../../core/src/layout/text-area";
import { copyBytes } from "../bytes/copy";

export function text_keep(area: usize, field: usize, view: usize): i32 {
  const length = load<u32>(view);
  let room = load<u32>(field, TEXT_FIELD_ROOM);
  if (length > <u32>VIEW_INLINE) {
    const capacity = load<u32>(field, TEXT_FIELD_CAPACITY);
    if (length > capacity) {
      const wanted = (max<u64>(length, <u64>capacity + (capacity >> 1)) + 7) & ~<u64>7;
      room = load<u32>(area, TEXT_CURSOR);
      if (wanted > <u64>(load<u32>(area, TEXT_END) - room)) return 0;
      store<u32>(area, room + <u32>wanted, TEXT_CURSOR);
      store<u32>(field, room, TEXT_FIELD_ROOM);
      store<u32>(field, <u32>wanted, TEXT_FIELD_CAPACITY);
    }
    copyBytes(room, load<u32>(view, VIEW_POINTER), length);
    store<u64>(field, load<u64>(view));
    store<u64>(field, room, VIEW_POINTER);
  } else {
    v128.store(field, v128.load(view));
  }
  return 1;
}

export function text_move_views(page: usize, distance: u32, numViews: i32, viewOffsets: usize): void {
  const stride = <usize>load<u32>(page, ROW_PAGE_ROW_STRIDE);
  const numRows = load<u32>(page, ROW_PAGE_NUM_ROWS);
  for (let i: u32 = 0; i < numRows; i++) {
    const row = page + ROW_PAGE_HEADER + <usize>i * stride;
    for (let v = 0; v < numViews; v++) {
      const view = row + load<u32>(viewOffsets + (<usize>v << 2));
      if (load<u32>(view) > <u32>VIEW_INLINE) store<u32>(view, load<u32>(view, VIEW_POINTER) + distance, VIEW_POINTER);
    }
  }
}
