import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { BuildOptions, Metafile, Plugin } from "esbuild";
import { build } from "esbuild";

/** Libraries that only a dynamic import may load: they cost time and memory that most programs do not need to spend. */
const loadedOnFirstUse = ["apache-arrow", "fast-csv", "@fast-csv/parse", "@fast-csv/format", "piscina"];

const piscinaWorker = "piscina-worker";
const piscinaWorkerExpression = "(0, node_path_1.resolve)(__dirname, 'worker.js')";
const piscinaWorkerModule = "millrace:piscina-worker-path";

/**
 * Bundles the entries (output name → source) into `outdir` as ES modules with shared chunks, all in one folder, so
 * that `import.meta.url` means the same place in each of them. Throws when a library that should be loaded on first
 * use is part of what every program loads.
 */
export async function bundle(root: string, outdir: string, entries: Record<string, string>): Promise<Metafile> {
  const options = {
    absWorkingDir: root,
    entryPoints: { ...entries, [piscinaWorker]: piscinaFile(root, "worker.js") },
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node22.18",
    chunkNames: "chunk-[hash]",
    minifyWhitespace: true,
    minifySyntax: true,
    // An error shows the line it comes from: it should not be the whole file.
    lineLimit: 160,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
    define: { __MILLRACE_WORKER__: '"./worker.js"', __MILLRACE_KERNELS__: '"./kernels.wasm"' },
    // The CommonJS libraries inside (Piscina, fast-csv) require builtin modules.
    banner: { js: 'import{createRequire as __cr}from"node:module";const require=__cr(import.meta.url);' },
    plugins: [piscinaPlugin, commonJsNames(root)],
  } satisfies BuildOptions;
  const { metafile } = await build(options);
  for (const name of Object.keys(entries)) checkEagerLibraries(metafile, outputOf(metafile, entries[name]!), name);
  makeExecutable(join(outdir, "cli.js"));
  return metafile;
}

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
        `export const path = fileURLToPath(new URL("./${piscinaWorker}.js", import.meta.url));`,
      ].join("\n"),
      loader: "js",
    }));
  },
};

/**
 * A CommonJS library in a chunk of its own has a default export only. This gives `await import("fast-csv")` the named
 * exports that it has under Node.
 */
function commonJsNames(root: string): Plugin {
  return {
    name: "names of CommonJS libraries",
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^fast-csv$/ }, ({ path, kind, resolveDir }) =>
        kind === "dynamic-import" ? { path, namespace: "names", pluginData: resolveDir } : undefined,
      );
      onLoad({ filter: /.*/, namespace: "names" }, ({ path, pluginData }) => {
        const library: object = createRequire(join(root, "packages/formats/package.json"))(path);
        const names = Object.keys(library).filter((name) => name !== "default" && name !== "__esModule");
        const contents = `const library = require("${path}");\nexport default library;\nexport const { ${names.join(", ")} } = library;`;
        return { contents, loader: "js", resolveDir: pluginData as string };
      });
    },
  };
}

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
      throw new Error(`${name}.js loads ${library} at once (${input}). Load it with await import("${library}").`);
    }
  }
}
