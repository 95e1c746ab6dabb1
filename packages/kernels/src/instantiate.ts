/// <reference path="./webassembly.d.ts" />
import { readFileSync } from "node:fs";
import type { KernelExports } from "./kernel-exports.ts";

/** Set by the bundler: the kernels' file beside the bundle. */
declare const __MILLRACE_KERNELS__: string | undefined;

/** Where kernels.wasm lies: beside the sources in the workspace, beside the bundle in the published package. */
export const kernelsUrl: URL =
  typeof __MILLRACE_KERNELS__ === "string"
    ? new URL(__MILLRACE_KERNELS__, import.meta.url)
    : new URL("../build/kernels.wasm", import.meta.url);

/** Compiles kernels.wasm. Done once, on the main thread; workers get the module by postMessage. Throws the reader's error if the file is missing. */
export function loadKernels(url: URL = kernelsUrl): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(url));
}

/** An instance over a shared memory. Kernels own no memory: any number of instances may lie over one. `imports` are added to `env`. */
export function instantiateKernels(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  imports: Readonly<Record<string, WebAssembly.ImportValue>> = {},
): KernelExports {
  const instance = new WebAssembly.Instance(module, { env: { ...imports, memory } });
  return instance.exports as unknown as KernelExports;
}
