import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { atExit } from "../at-exit.ts";
import { benchCache, root } from "../paths.ts";

/** The built package's main file. */
export const builtPackage: string = join(root, "packages/millrace/dist/main.js");

const entry = join(root, "bench/src/child/case.entry.ts");
const ready = new Map<boolean, Promise<string>>();

/**
 * The program of a case that runs in Node, as plain JavaScript: Node's type stripping would add 55 MB to every peak.
 * In it "millrace" is the built package; with `sources` the program is the source itself, and so is millrace.
 */
export function bundleCase({ sources }: { readonly sources: boolean }): Promise<string> {
  const program = ready.get(sources) ?? (sources ? Promise.resolve(entry) : bundle());
  ready.set(sources, program);
  return program;
}

async function bundle(): Promise<string> {
  const outdir = join(benchCache, `case-${process.pid}`);
  mkdirSync(outdir, { recursive: true });
  atExit(() => rmSync(outdir, { recursive: true, force: true }));
  await build({
    entryPoints: [entry],
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    logLevel: "error",
    plugins: [
      {
        name: "engines stay outside",
        setup({ onResolve }) {
          onResolve({ filter: /^millrace$/ }, () => ({ path: pathToFileURL(builtPackage).href, external: true }));
          onResolve({ filter: /^@duckdb\/node-api$/ }, () => ({
            path: import.meta.resolve("@duckdb/node-api"),
            external: true,
          }));
        },
      },
    ],
  });
  const program = join(outdir, "case.entry.mjs");
  if (!existsSync(program)) throw new Error(`The bundler did not write ${program}.`);
  return program;
}
