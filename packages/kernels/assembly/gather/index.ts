export { gather_vector } from "./vector";
export { gather_rows, scatter_rows, scatter_heap_bytes } from "./rows";
