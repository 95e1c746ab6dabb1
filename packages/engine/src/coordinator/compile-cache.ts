import type { EmittedPipeline } from "../emit/pipeline-emitter.ts";

/** Compiled modules that are kept, at most: about 20 KB of memory each. */
const MAX_MODULES = 256;

/** Modules by their bytes: literals are parameters, so that queries of one shape share a module. Least recently used go first. */
export class CompileCache {
  private readonly modules = new Map<string, WebAssembly.Module>();

  /** The compiled module of an emitted pipeline. */
  compile(emitted: EmittedPipeline): WebAssembly.Module {
    const bytes = emitted.module.toBytes();
    const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
    let module = this.modules.get(key);
    if (module === undefined) {
      module = new WebAssembly.Module(bytes);
      const [oldest] = this.modules.keys();
      if (this.modules.size >= MAX_MODULES && oldest !== undefined) this.modules.delete(oldest);
    } else this.modules.delete(key);
    this.modules.set(key, module);
    return module;
  }
}
