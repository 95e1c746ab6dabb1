export { keys_hash, keys_var_bytes, keys_equal, keys_compare, keys_store, keys_load } from "./keys";
