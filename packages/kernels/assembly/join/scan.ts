// Build rows by what the probe left on them, and what a run-time filter wants to know of them.
import { FIELD_U64 } from "../../../core/src/layout/field-layout";
import { JOIN_ROW_MATCHED, JOIN_ROW_NO_MATCH } from "../../../core/src/layout/join";
import { ROW_PAGE_HEADER, ROW_PAGE_NUM_ROWS, ROW_PAGE_ROW_STRIDE } from "../../../core/src/layout/row-page";
import { integerKey } from "./integer-key";

function rowsByMatch(page: usize, cursor: u32, matched: u32, outRows: usize, limit: i32): i32 {
  const stride = <usize>load<u32>(page, ROW_PAGE_ROW_STRIDE);
  const numRows = load<u32>(page, ROW_PAGE_NUM_ROWS);
  let row = page + ROW_PAGE_HEADER + <usize>cursor * stride;
  let written = 0;
  for (let i = cursor; i < numRows && written < limit; i++) {
    store<u32>(outRows + (<usize>written << 2), <u32>row);
    written += <i32>(load<u8>(row, JOIN_ROW_MATCHED) == matched);
    row += stride;
  }
  return written;
}

export function join_unmatched(page: usize, cursor: i32, outRows: usize, limit: i32): i32 {
  return rowsByMatch(page, cursor, 0, outRows, limit);
}

export function join_matched(page: usize, cursor: i32, outRows: usize, limit: i32): i32 {
  return rowsByMatch(page, cursor, 1, outRows, limit);
}

export function join_key_bounds(page: usize, fromRow: i32, n: i32, keyOffset: usize, field: i32, out: usize): void {
  const stride = <usize>load<u32>(page, ROW_PAGE_ROW_STRIDE);
  // Unsigned 64-bit keys compare as signed ones with the top bit turned.
  const flip: u64 = field == FIELD_U64 ? 0x8000000000000000 : 0;
  let low = <i64>(load<u64>(out) ^ flip);
  let high = <i64>(load<u64>(out, 8) ^ flip);
  let row = page + ROW_PAGE_HEADER + <usize>fromRow * stride;
  for (let i = 0; i < n; i++) {
    if (load<u8>(row, JOIN_ROW_NO_MATCH) == 0) {
      const key = <i64>(integerKey(row + keyOffset, field) ^ flip);
      low = min<i64>(low, key);
      high = max<i64>(high, key);
    }
    row += stride;
  }
  store<u64>(out, <u64>low ^ flip);
  store<u64>(out, <u64>high ^ flip, 8);
}
