export {
  rows_size, rows_init, rows_reserve, rows_reserve_in, rows_release_partition, rows_take_partition, rows_append_page,
  rows_append, rows_count, rows_of_page, rows_hashes,
} from "./rows";
export { rows_check_page } from "./check";
