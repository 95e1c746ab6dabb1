type Zlib = typeof import("node:zlib");

/** Node's compression library, loaded on first use: it brings streams along, and most queries need neither. */
export function zlib(): Zlib {
  return process.getBuiltinModule("node:zlib");
}
