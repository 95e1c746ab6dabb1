import { join } from "node:path";
import type { Engine } from "../engine.ts";
import { root } from "../paths.ts";
import { pythonWith } from "../python-environment.ts";

/** What sets one Python engine apart from another. */
export interface PythonEngineInit {
  readonly name: string;
  readonly packages: readonly string[];
  readonly takesMemoryLimit: boolean;
}

/** An engine that runs in process in Python; bench/python has its adapter. */
export function pythonEngine({ name, packages, takesMemoryLimit }: PythonEngineInit): Engine {
  return {
    name,
    takesMemoryLimit,
    prepare: async ({ threads }) => ({
      command: await pythonWith(packages),
      args: [join(root, "bench/python/case.py")],
      environment: { POLARS_MAX_THREADS: String(threads), TOKIO_WORKER_THREADS: String(threads) },
    }),
  };
}
