// Which package may import which: the one table that `npm run check` and test/structure/dependencies.test.ts read.

/** The packages below packages/. */
export type PackageName =
  | "core"
  | "plan"
  | "kernels"
  | "compiler"
  | "functions"
  | "storage"
  | "formats"
  | "engine"
  | "sql"
  | "frame"
  | "jobs"
  | "millrace"
  | "testkit";

const runtime: readonly PackageName[] = ["core", "plan", "kernels", "compiler", "functions", "storage", "formats"];
const published: readonly PackageName[] = [...runtime, "engine", "sql", "frame", "jobs"];

/** Package → the packages that its sources may import. */
export const allowedPackages: Readonly<Record<PackageName, readonly PackageName[]>> = {
  core: [],
  plan: ["core"],
  kernels: ["core"],
  compiler: ["core", "plan", "kernels"],
  functions: ["core", "plan", "compiler"],
  storage: ["core"],
  formats: ["core", "plan", "kernels", "storage"],
  engine: runtime,
  sql: ["core", "plan", "functions"],
  frame: [...runtime, "engine", "sql"],
  jobs: ["core", "storage", "frame"],
  millrace: published,
  testkit: [...published, "millrace"],
};

/** Package → the external libraries that its sources may import. Packages that are not listed import none. */
export const allowedLibraries: Partial<Record<PackageName, readonly string[]>> = {
  core: ["apache-arrow"],
  formats: ["fflate"],
  engine: ["piscina"],
  jobs: ["yaml"],
  testkit: ["@duckdb/node-api", "apache-arrow", "fast-check"],
};

/** A module that only some sources may import, and the places (path prefixes or patterns) where it is allowed. */
export interface RestrictedModule {
  readonly modules: readonly string[];
  readonly allowedIn: readonly RegExp[];
}

/** Modules that belong to few rooms. Tests (folders `testing/` too) and packages/testkit are outside these rules. */
export const restrictedModules: readonly RestrictedModule[] = [
  {
    modules: ["node:fs", "node:fs/promises"],
    allowedIn: [
      /^packages\/storage\/src\//,
      /^packages\/engine\/src\/spill\//,
      // The loaders of kernels.wasm.
      /^packages\/kernels\/src\/(instantiate|library)\.ts$/,
      // Kernels' bytes, and the folders of spilled state.
      /^packages\/engine\/src\/runtime\/(process-runtime|query-context)\.ts$/,
      // Globs and folders of files.
      /^packages\/formats\/src\/discovery\//,
      // The options reader (environment, cgroup).
      /^packages\/core\/src\/options(\/|[^/]*\.ts$)/,
    ],
  },
  {
    modules: ["node:worker_threads", "piscina"],
    allowedIn: [/^packages\/engine\/src\//],
  },
];
