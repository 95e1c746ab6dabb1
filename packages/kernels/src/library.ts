import { readFileSync } from "node:fs";
import { kernelsUrl } from "./instantiate.ts";
import type { KernelSignatures } from "./signatures.ts";
import { readSignatures } from "./signatures.ts";

/** The kernels as a module, and the types of their functions. */
export interface KernelLibrary {
  readonly module: WebAssembly.Module;
  readonly signatures: KernelSignatures;
}

/** Reads and compiles kernels.wasm. Throws the reader's error if the file is missing. */
export function loadKernelLibrary(url: URL | string = kernelsUrl): KernelLibrary {
  const bytes = readFileSync(url);
  return { module: new WebAssembly.Module(bytes), signatures: readSignatures(bytes) };
}
