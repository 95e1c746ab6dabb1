export { sort_fill_entries, sort_fill_rows, sort_entry_rows, sort_entries } from "./entries";
export { sort_compare } from "./compare";
export { sort_step } from "./step";
export { merge_size, merge_runs } from "./merge";
export { topk_size, topk_push, topk_threshold, topk_select, topk_sort } from "./top-k";
