import {
  TOP_ROWS_GROUP, TOP_ROWS_ORDER, TOP_ROWS_PLACE, TOP_ROWS_SLOTS, TOP_ROWS_SLOT_SIZE, TOP_ROWS_STATE,
} from "../../../core/src/layout/top-rows";

export function top_rows_expand(block: usize, groups: usize, numGroups: u32, outRows: usize, outSlots: usize, limit: i32): i32 {
  const stateOffset = <usize>load<u32>(block, TOP_ROWS_STATE);
  const orderOffset = <usize>load<u32>(block, TOP_ROWS_ORDER);
  const slotsOffset = <usize>load<u32>(block, TOP_ROWS_SLOTS);
  const slotSize = <usize>load<u32>(block, TOP_ROWS_SLOT_SIZE);
  let group = load<u32>(block, TOP_ROWS_GROUP);
  let place = load<u32>(block, TOP_ROWS_PLACE);
  let written = 0;
  while (written < limit && group < numGroups) {
    const row = load<u32>(groups + (<usize>group << 2));
    const state = <usize>row + stateOffset;
    if (place >= load<u32>(state)) {
      group++;
      place = 0;
      continue;
    }
    const slot = <usize>load<u16>(state + orderOffset + (<usize>place << 1));
    store<u32>(outRows + (<usize>written << 2), row);
    store<u32>(outSlots + (<usize>written << 2), <u32>(state + slotsOffset + slot * slotSize));
    written++;
    place++;
  }
  store<u32>(block, group, TOP_ROWS_GROUP);
  store<u32>(block, place, TOP_ROWS_PLACE);
  return written;
}
