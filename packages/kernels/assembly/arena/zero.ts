export function bytes_zero(ptr: usize, byteLength: usize): void {
  memory.fill(ptr, 0, byteLength);
}
