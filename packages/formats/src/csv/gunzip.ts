import { createRequire } from "node:module";
import type { Gunzip } from "fflate";

const require = createRequire(import.meta.url);

/** A streaming decompressor. The library is loaded on first use: it fills large tables, and few files are compressed. */
export function openGunzip(onData: (data: Uint8Array) => void): Gunzip {
  const { Gunzip } = require("./gunzip-library.ts") as typeof import("./gunzip-library.ts");
  return new Gunzip(onData);
}
