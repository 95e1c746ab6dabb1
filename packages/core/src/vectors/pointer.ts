/**
 * An address in the arena as JavaScript has to see it: WebAssembly hands i32 out signed, and the arena reaches to 4 GiB.
 * Every pointer crosses into JavaScript through here.
 */
export function pointer(n: number): number {
  return n >>> 0;
}
