export { agg_directory_size, agg_directory_log2, agg_clear_directory } from "./directory";
export { agg_init, agg_status, agg_set_directory, agg_find, agg_append, agg_adopt } from "./table";
export { agg_order, agg_cursor } from "./order";
export { text_keep, text_move_views } from "./text";
export { top_rows_expand } from "./top-rows";
