import { InternalEngineError, UnsupportedError } from "@millrace/core";
import { keyText } from "@millrace/plan";
import type { PipelineFacts } from "../emit/facts.ts";
import type { EmittedPipeline } from "../emit/pipeline-emitter.ts";
import type { SlotProgram } from "../emit/program.ts";
import type { Pipeline } from "../physical/pipeline.ts";

/** Compiled modules that are kept, at most: about 20 KB of memory each. */
const MAX_MODULES = 256;

/** What slots run: a pipeline's compiled module and the calls that a slot makes into it. */
export interface CompiledPipeline {
  readonly module: WebAssembly.Module;
  readonly program: SlotProgram;
}

interface KnownPipeline extends CompiledPipeline {
  readonly factsKey: string;
}

/**
 * Modules by their bytes: literals are parameters, so that queries of one shape share a module. Least recently used go first.
 * Where the plan itself is kept, its pipelines are not even emitted again.
 */
export class CompileCache {
  private readonly modules = new Map<string, WebAssembly.Module>();
  private readonly pipelines = new WeakMap<Pipeline, KnownPipeline>();

  /** The compiled form of a pipeline under these facts, emitted unless its last run had the same. */
  pipeline(pipeline: Pipeline, facts: PipelineFacts, emit: () => EmittedPipeline): CompiledPipeline {
    const factsKey = keyOfFacts(facts);
    const known = this.pipelines.get(pipeline);
    if (known?.factsKey === factsKey) return known;
    const emitted = emit();
    const compiled: KnownPipeline = { module: this.compile(emitted), program: emitted.program, factsKey };
    this.pipelines.set(pipeline, compiled);
    return compiled;
  }

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

/** What of a pipeline's facts may change between two runs of one plan: states are the plan's, but for those of spilled joins. */
function keyOfFacts({ source, joins, states }: PipelineFacts): string {
  const columns = source.kind === "vectors" ? source.columns : source.fields;
  const sides = [...joins].map(([id, { directory, unique, filters }]) => ({ id, directory, unique, filters }));
  return keyText([source.kind, columns, sides, states.length]);
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
