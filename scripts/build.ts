// `npm run build [-- --out DIR]`: the package that is published, in packages/millrace/dist (a folder for `npm pack`).
//
//   main.js              the library                        cli.js         the `bin`
//   worker.cjs           what a pool's worker loads         kernels.wasm   the kernels
//   piscina-worker.cjs   Piscina's own start of a worker    chunk-*.js     shared code; apache-arrow,
//   types/               declarations                                      loaded on first use
//   package.json (without dependencies), LICENSE, THIRD-PARTY-LICENSES.txt, README.md
//
// Sources find the worker and the kernels beside themselves, the bundle beside its own files. The bundler defines
// __MILLRACE_WORKER__ and __MILLRACE_KERNELS__ as relative URLs; in sources they do not exist:
//
//   declare const __MILLRACE_WORKER__: string | undefined;
//   const workerUrl =
//     typeof __MILLRACE_WORKER__ === "string"
//       ? new URL(__MILLRACE_WORKER__, import.meta.url)
//       : new URL("./worker/entry.ts", import.meta.url);
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { bundle } from "./package/bundle.ts";
import { thirdPartyLicenses } from "./package/licenses.ts";
import { publishedManifest } from "./package/manifest.ts";
import { emitTypes } from "./package/types.ts";

const root = join(import.meta.dirname, "..");
const outIndex = process.argv.indexOf("--out");
const dist = resolve(outIndex < 0 ? join(root, "packages/millrace/dist") : (process.argv[outIndex + 1] ?? ""));
const maxUnpackedBytes = 2_000_000;

/** Output name → its source. */
const entries = {
  main: { main: "packages/millrace/src/index.ts", cli: "packages/millrace/src/cli.ts" },
  workers: { worker: "packages/engine/src/worker/entry.ts" },
};

async function main(): Promise<number> {
  const missing = Object.values({ ...entries.main, ...entries.workers }).filter(
    (entry) => !existsSync(join(root, entry)),
  );
  if (missing.length > 0) {
    console.error(`The package cannot be built yet. Missing: ${missing.join(", ")}.`);
    return 1;
  }
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  const metafiles = await bundle(root, dist, entries);
  const inputs = new Set(metafiles.flatMap((metafile) => Object.keys(metafile.inputs)));
  copyFileSync(join(root, "packages/kernels/build/kernels.wasm"), join(dist, "kernels.wasm"));
  copyFileSync(join(root, "LICENSE"), join(dist, "LICENSE"));
  if (existsSync(join(root, "README.md"))) copyFileSync(join(root, "README.md"), join(dist, "README.md"));
  writeFileSync(join(dist, "THIRD-PARTY-LICENSES.txt"), thirdPartyLicenses(root, [...inputs]));
  writeFileSync(join(dist, "package.json"), `${JSON.stringify(publishedManifest(root), null, 2)}\n`);
  const foreignTypes = await emitTypes(root, join(dist, "types"));
  if (foreignTypes.length > 0) {
    console.log(`Types name packages that a user may not have: ${foreignTypes.join(", ")}.`);
  }
  return report();
}

function report(): number {
  const files = readdirSync(dist, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const bytesOf = (paths: readonly string[]) => paths.reduce((sum, path) => sum + statSync(path).size, 0);
  const isType = (path: string) => path.endsWith(".d.ts");
  for (const path of files.filter((path) => !isType(path))) {
    console.log(`${String(statSync(path).size).padStart(9)}  ${path.slice(dist.length + 1)}`);
  }
  const types = files.filter(isType);
  console.log(`${String(bytesOf(types)).padStart(9)}  types/ (${types.length} files)`);
  const total = bytesOf(files);
  console.log(`${String(total).padStart(9)}  bytes unpacked, at most ${maxUnpackedBytes}`);
  if (total <= maxUnpackedBytes) return 0;
  console.error("The package is larger than it may be.");
  return 1;
}

process.exitCode = await main();
