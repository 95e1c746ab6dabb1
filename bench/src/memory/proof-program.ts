import { existsSync, globSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { atExit } from "../at-exit.ts";
import { benchCache, root } from "../paths.ts";
import { runToSuccess } from "../run-program.ts";

const builtPackage = join(root, "packages/millrace/dist/main.js");

/** The program of a proof over the built package, which is made when it is absent or older than a source. */
export async function proofProgram(): Promise<string> {
  if (!existsSync(builtPackage) || statSync(builtPackage).mtimeMs < newestSourceMs()) {
    await runToSuccess(process.execPath, [join(root, "scripts/build.ts")]);
  }
  const outdir = join(benchCache, `proof-${process.pid}`);
  mkdirSync(outdir, { recursive: true });
  atExit(() => rmSync(outdir, { recursive: true, force: true }));
  await build({
    entryPoints: [join(root, "bench/src/memory/prove.entry.ts")],
    outfile: join(outdir, "prove.mjs"),
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    logLevel: "error",
    plugins: [
      {
        name: "the package stays outside",
        setup({ onResolve }) {
          onResolve({ filter: /^millrace$/ }, () => ({ path: pathToFileURL(builtPackage).href, external: true }));
        },
      },
    ],
  });
  return join(outdir, "prove.mjs");
}

function newestSourceMs(): number {
  const patterns = ["packages/*/src/**/*.ts", "packages/kernels/build/kernels.wasm", "pnpm-lock.yaml"];
  const files = globSync(patterns, { cwd: root }).filter((file) => !file.endsWith(".test.ts"));
  return Math.max(...files.map((file) => statSync(join(root, file)).mtimeMs));
}
