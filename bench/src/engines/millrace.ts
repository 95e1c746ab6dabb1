import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "../engine.ts";
import { root } from "../paths.ts";
import { runToSuccess } from "../run-program.ts";
import { builtPackage, bundleCase } from "./node-program.ts";

/** millrace: the built package, which is made when it is absent or older than a source; or its sources. */
export const millrace: Engine = {
  name: "millrace",
  takesMemoryLimit: true,
  prepare: async ({ sources }) => {
    if (!sources) await ensureBuilt();
    const manifest = JSON.parse(readFileSync(join(root, "packages/millrace/package.json"), "utf8")) as {
      version: string;
    };
    const version = sources ? `${manifest.version} (sources)` : manifest.version;
    return {
      command: process.execPath,
      args: [await bundleCase({ sources })],
      environment: { BENCH_ENGINE_VERSION: version },
    };
  },
};

/** The same package, its queries over frames that were read in whole. */
export const millraceEager: Engine = { ...millrace, name: "millrace-eager" };

/** Builds the package when it is absent or older than a source. */
async function ensureBuilt(): Promise<void> {
  if (existsSync(builtPackage) && statSync(builtPackage).mtimeMs >= newestSource()) return;
  await runToSuccess(process.execPath, [join(root, "scripts/build.ts")]);
}

function newestSource(): number {
  const patterns = ["packages/*/src/**/*.ts", "packages/kernels/build/kernels.wasm", "pnpm-lock.yaml"];
  const files = globSync(patterns, { cwd: root }).filter((file) => !file.endsWith(".test.ts"));
  return Math.max(...files.map((file) => statSync(join(root, file)).mtimeMs));
}
