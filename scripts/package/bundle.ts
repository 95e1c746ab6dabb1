import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { join } from "node:path";
import type { BuildOptions, Metafile, Plugin } from "esbuild";
import { build, transform } from "esbuild";

/** Libraries that only a dynamic import may load: they cost time and memory that most programs do not need to spend. */
const loadedOnFirstUse = ["apache-arrow", "piscina"];

const piscinaWorker = "piscina-worker";
const piscinaWorkerExpression = "(0, node_path_1.resolve)(__dirname, 'worker.js')";
const piscinaWorkerModule = "millrace:piscina-worker-path";

/** Defined in both bundles: where one finds the other's files beside itself. */
const neighbours = { __MILLRACE_WORKER__: '"./worker.cjs"', __MILLRACE_KERNELS__: '"./kernels.wasm"' };

/**
 * Bundles the entries (output name → source) of the main thread and of the workers into `outdir`. Throws when a library
 * that should be loaded on first use is part of what every program loads.
 */
export async function bundle(root: string, outdir: string, entries: BundleEntries): Promise<Metafile[]> {
  const shared = {
    absWorkingDir: root,
    outdir,
    bundle: true,
    platform: "node",
    target: "node22.18",
    minifyWhitespace: true,
    minifySyntax: true,
    // An error shows the line it comes from: it should not be the whole file.
    lineLimit: 160,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
    // Its variant for Node loads worker_threads, and streams with them, for functions that are not used here.
    alias: { fflate: join(root, "packages/formats/node_modules/fflate/esm/browser.js") },
  } satisfies BuildOptions;
  return [await bundleMain(shared, entries.main), await bundleWorkers(root, shared, entries.workers)];
}

/** What is bundled: output name → source. */
export interface BundleEntries {
  readonly main: Readonly<Record<string, string>>;
  readonly workers: Readonly<Record<string, string>>;
}

/** ES modules with shared chunks, all in one folder, so that `import.meta.url` means the same place in each of them. */
async function bundleMain(shared: SharedOptions, entries: BundleEntries["main"]): Promise<Metafile> {
  const { metafile } = await build({
    ...shared,
    entryPoints: entries,
    splitting: true,
    format: "esm",
    chunkNames: "chunk-[hash]",
    define: neighbours,
    banner: { js: 'const require=process.getBuiltinModule("module").createRequire(import.meta.url);' },
    plugins: [lateBuiltins, builtinsPlugin, lazyRequires, piscinaPlugin, librariesPlugin],
  });
  for (const [name, source] of Object.entries(entries)) checkEagerLibraries(metafile, outputOf(metafile, source), name);
  makeExecutable(join(shared.outdir, "cli.js"));
  return metafile;
}

/**
 * One CommonJS file for each entry. A worker starts within a query: it loads nothing of the main thread's code, and requires
 * the builtin modules, since an import evaluates every getter of theirs and with them half of Node.
 */
async function bundleWorkers(
  root: string,
  shared: SharedOptions,
  entries: BundleEntries["workers"],
): Promise<Metafile> {
  const { metafile } = await build({
    ...shared,
    entryPoints: { ...entries, [piscinaWorker]: piscinaFile(root, "worker.js") },
    format: "cjs",
    outExtension: { ".js": ".cjs" },
    // Every worker reads it again, and a package holds it beside the same code for the main thread.
    minifyIdentifiers: true,
    define: { ...neighbours, "import.meta.url": "__fileUrl" },
    banner: { js: 'const __fileUrl=require("node:url").pathToFileURL(__filename).href;' },
    plugins: [lateBuiltins, lazyRequires, piscinaPlugin],
  });
  for (const [name, source] of Object.entries(entries)) checkEagerLibraries(metafile, outputOf(metafile, source), name);
  return metafile;
}

type SharedOptions = BuildOptions & { readonly outdir: string; readonly metafile: true };

/**
 * Builtin modules come from process.getBuiltinModule instead of an import: an import evaluates every getter of a builtin module,
 * which loads streams, readline, promises and more that no query needs.
 */
const builtinsPlugin: Plugin = {
  name: "builtin modules",
  setup({ onLoad, onResolve }) {
    const filter = new RegExp(`^(node:)?(${builtinModules.join("|")})$`);
    onResolve({ filter }, ({ path, kind }) =>
      kind === "import-statement" ? { path, namespace: "builtin", sideEffects: false } : { path, external: true },
    );
    onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => {
      const names = Object.keys(createRequire(import.meta.url)(path)).filter((name) => name !== "default");
      const picks = names.map((name) => `export const ${name} = /* @__PURE__ */ pick("${name}");`);
      return {
        contents: [
          `const builtin = /* @__PURE__ */ process.getBuiltinModule("${path}");`,
          "const pick = (name) => builtin[name];",
          ...picks,
          "export default builtin;",
        ].join("\n"),
        loader: "js",
      };
    });
  },
};

/**
 * Builtin modules that Piscina requires at its start and hardly ever uses: what stands in for each until something else of
 * the module is asked for.
 */
const stoodInFor: Readonly<Record<string, string>> = {
  "node:assert": "(value, message) => { if (!value) load()(value, message); }",
  "node:perf_hooks": "{ performance }",
  "node:timers/promises": "{}",
};

/** Loading those modules takes milliseconds in the main thread and in every worker. */
const lateBuiltins: Plugin = {
  name: "builtin modules of Piscina",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^node:/ }, ({ path, importer }) =>
      Object.hasOwn(stoodInFor, path) && /[\\/]piscina[\\/]/.test(importer) ? { path, namespace: "late" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "late" }, ({ path }) => ({
      contents: [
        `const load = () => process.getBuiltinModule("${path}");`,
        `const known = Object.assign(${stoodInFor[path]}, { __esModule: false });`,
        "module.exports = new Proxy(known, { get: (target, name) => target[name] ?? load()[name] });",
      ].join("\n"),
      loader: "js",
    }));
  },
};

/** A source that makes a `require` of its own to load a library late: the bundler's takes its place. */
const lazyRequires: Plugin = {
  name: "libraries that are required late",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]packages[\\/]\w+[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      const own = "const require = createRequire(import.meta.url);";
      return source.includes(own) ? { contents: source.replace(own, ""), loader: "ts" } : undefined;
    });
  },
};

/**
 * Piscina looks for its worker file beside itself, which in a bundle is beside the chunk. Its native part, which only
 * lowers the priority of threads, is left out: Piscina ignores a failure to load it.
 */
const piscinaPlugin: Plugin = {
  name: "piscina",
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /[\\/]piscina[\\/]dist[\\/]index\.js$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      if (!source.includes(piscinaWorkerExpression)) {
        throw new Error(`Piscina has changed: ${piscinaWorkerExpression} not found in ${path}.`);
      }
      const replacement = `require("${piscinaWorkerModule}").path`;
      return { contents: source.replace(piscinaWorkerExpression, replacement), loader: "js" };
    });
    onResolve({ filter: /^millrace:piscina-worker-path$/ }, ({ path }) => ({ path, namespace: "millrace" }));
    onResolve({ filter: /^@napi-rs\/nice$/ }, ({ path }) => ({ path, namespace: "millrace" }));
    onLoad({ filter: /^@napi-rs\/nice$/, namespace: "millrace" }, () => ({
      contents: 'throw new Error("@napi-rs/nice is not part of this package");',
      loader: "js",
    }));
    onLoad({ filter: /^millrace:piscina-worker-path$/, namespace: "millrace" }, () => ({
      contents: [
        'import { fileURLToPath } from "node:url";',
        `export const path = fileURLToPath(new URL("./${piscinaWorker}.cjs", import.meta.url));`,
      ].join("\n"),
      loader: "js",
    }));
  },
};

/** Short names inside of large libraries; in our own code an error shows the names that the sources have. */
const librariesPlugin: Plugin = {
  name: "large libraries",
  setup({ onLoad }) {
    onLoad(
      { filter: /[\\/]node_modules[\\/](apache-arrow|flatbuffers|yaml|piscina|hyparquet)[\\/].*\.m?js$/ },
      async ({ path }) => {
        const { code } = await transform(readFileSync(path, "utf8"), { loader: "js", minifyIdentifiers: true });
        return { contents: code, loader: "js" };
      },
    );
  },
};

function makeExecutable(path: string): void {
  const code = readFileSync(path, "utf8");
  if (!code.startsWith("#!")) writeFileSync(path, `#!/usr/bin/env node\n${code}`);
  chmodSync(path, 0o755);
}

function piscinaFile(root: string, name: string): string {
  return join(root, "packages/engine/node_modules/piscina/dist", name);
}

function outputOf(metafile: Metafile, entryPoint: string): string {
  const found = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === entryPoint);
  if (found === undefined) throw new Error(`The bundle has no output for ${entryPoint}.`);
  return found[0];
}

function checkEagerLibraries(metafile: Metafile, output: string, name: string): void {
  const reached = new Set([output]);
  for (const path of reached) {
    const { imports, inputs } = metafile.outputs[path]!;
    for (const { path: next, kind, external } of imports) {
      if (kind === "import-statement" && external !== true) reached.add(next);
    }
    for (const library of loadedOnFirstUse) {
      const input = Object.keys(inputs).find((file) => file.includes(`/node_modules/${library}/`));
      if (input === undefined) continue;
      throw new Error(`${name} loads ${library} at once (${input}). Load it with await import("${library}").`);
    }
  }
}
