import { InternalEngineError, UnsupportedError } from "@millrace/core";
import type { EmittedPipeline } from "../emit/pipeline-emitter.ts";

/** Compiled modules that are kept, at most: about 20 KB of memory each. */
const MAX_MODULES = 256;

/** Modules by their bytes: literals are parameters, so that queries of one shape share a module. Least recently used go first. */
export class CompileCache {
  private readonly modules = new Map<string, WebAssembly.Module>();

  /** The compiled module of an emitted pipeline. Throws an UnsupportedError where the machine refuses it for its size. */
  compile(emitted: EmittedPipeline): WebAssembly.Module {
    const bytes = emitted.module.toBytes();
    const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
    let module = this.modules.get(key);
    if (module === undefined) {
      module = compileBytes(bytes);
      const [oldest] = this.modules.keys();
      if (this.modules.size >= MAX_MODULES && oldest !== undefined) this.modules.delete(oldest);
    } else this.modules.delete(key);
    this.modules.set(key, module);
    return module;
  }
}

/** What V8 says of modules that break one of its limits, which many thousand columns or a very long expression do. */
const tooLarge = /too large|too many|maximum|limit|exceed/i;

function compileBytes(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    const reason = (error as Error).message;
    if (!tooLarge.test(reason)) throw new InternalEngineError(`a pipeline does not compile: ${reason}`, { reason });
    const message = `The query has too many columns or too long expressions to compile (${reason}). Select fewer columns at once`;
    throw new UnsupportedError(message, { reason });
  }
}
