/** The version of the kernel interface that the module was built with. */
export function version(): i32 {
  return 1;
}
