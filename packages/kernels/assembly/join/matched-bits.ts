// Which rows of a page have met a partner, kept beside the page while it is on disk: one bit a row.
import { JOIN_ROW_MATCHED } from "../../../core/src/layout/join";
import { ROW_PAGE_HEADER, ROW_PAGE_NUM_ROWS, ROW_PAGE_ROW_STRIDE } from "../../../core/src/layout/row-page";

export function join_mark_rows(n: i32, indices: usize, rows: usize): void {
  for (let i = 0; i < n; i++) {
    const index = <usize>load<u32>(indices + (<usize>i << 2));
    store<u8>(load<u32>(rows + (index << 2)), 1, JOIN_ROW_MATCHED);
  }
}

export function join_save_matched(page: usize, bits: usize): void {
  const stride = <usize>load<u32>(page, ROW_PAGE_ROW_STRIDE);
  const numRows = load<u32>(page, ROW_PAGE_NUM_ROWS);
  let row = page + ROW_PAGE_HEADER;
  for (let i: u32 = 0; i < numRows; i += 8) {
    const end = min<u32>(8, numRows - i);
    let byte: u32 = 0;
    for (let bit: u32 = 0; bit < end; bit++) {
      byte |= <u32>(load<u8>(row, JOIN_ROW_MATCHED) != 0) << bit;
      row += stride;
    }
    store<u8>(bits + <usize>(i >> 3), <u8>byte);
  }
}

export function join_load_matched(page: usize, bits: usize): void {
  const stride = <usize>load<u32>(page, ROW_PAGE_ROW_STRIDE);
  const numRows = load<u32>(page, ROW_PAGE_NUM_ROWS);
  let row = page + ROW_PAGE_HEADER;
  for (let i: u32 = 0; i < numRows; i++) {
    store<u8>(row, (load<u8>(bits + <usize>(i >> 3)) >> <u8>(i & 7)) & 1, JOIN_ROW_MATCHED);
    row += stride;
  }
}
