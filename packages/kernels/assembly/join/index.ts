export { join_insert, join_array_insert } from "./insert";
export { join_probe, join_array_probe } from "./probe";
export { join_unmatched, join_matched, join_key_bounds } from "./scan";
export { join_mark_rows, join_save_matched, join_load_matched } from "./matched-bits";
export { bloom_insert, bloom_insert_page, bloom_test } from "./bloom";
export { bitmap_from_keys, bitmap_set, bitmap_test } from "./bitmap";
