export { checksum } from "./checksum";
export { lz4_bound, lz4_table_size, lz4_compress } from "./lz4-compress";
export { lz4_decode as lz4_decompress } from "../parquet/lz4";
