import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "../engine.ts";
import { root } from "../paths.ts";
import { pythonWith } from "../python-environment.ts";

/** What sets one Python engine apart from another. */
export interface PythonEngineInit {
  readonly name: string;
  readonly family?: string;
  readonly packages: readonly string[];
  readonly takesMemoryLimit: boolean;
  readonly nanIsNull?: boolean;
  /** Whether it speaks SQL. */
  readonly sql: boolean;
  /** Form → the file beside a suite that has it, with a function for each query. */
  readonly forms?: Readonly<Record<string, string>>;
}

/** An engine that runs in process in Python; bench/python has its adapter. */
export function pythonEngine(init: PythonEngineInit): Engine {
  const { name, family, packages, takesMemoryLimit, nanIsNull = false, sql, forms = {} } = init;
  return {
    name,
    ...(family === undefined ? {} : { family }),
    takesMemoryLimit,
    nanIsNull,
    forms: ({ folder, query }) => {
      const written = Object.entries(forms).filter(([, file]) => defines(join(folder, file), query));
      return Promise.resolve([...(sql ? ["sql"] : []), ...written.map(([form]) => form)]);
    },
    prepare: async ({ threads }) => ({
      command: await pythonWith(packages),
      args: [join(root, "bench/python/case.py")],
      environment: {
        POLARS_MAX_THREADS: String(threads),
        TOKIO_WORKER_THREADS: String(threads),
        OMP_NUM_THREADS: String(threads),
      },
    }),
  };
}

/** Whether a Python file has a function of the query's name, "-" being "_" there. */
function defines(path: string, query: string): boolean {
  if (!existsSync(path)) return false;
  return new RegExp(`^def ${query.replaceAll("-", "_")}\\(`, "m").test(readFileSync(path, "utf8"));
}
