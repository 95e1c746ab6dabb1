export { chunk_pack_bits, chunk_unpack_bits } from "./bits";
export { chunk_views_size, chunk_append_views, chunk_make_views } from "./strings";
export { rows_heap_bytes, rows_copy, bytes_copy } from "./rows-copy";
