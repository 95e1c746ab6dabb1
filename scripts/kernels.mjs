// Compiles packages/kernels/assembly to packages/kernels/build/kernels.wasm when it is missing or older than its sources.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { nodeBinary, root, withSetupLock } from "./setup.mjs";

const entry = "packages/kernels/assembly/index.ts";
const output = join(root, "packages/kernels/build/kernels.wasm");

/** Folders and files whose change asks for a new kernels.wasm. The layouts of core are compiled by both compilers. */
const sources = [
  "packages/kernels/assembly",
  "packages/core/src/layout",
  "scripts/kernels.mjs",
  "node_modules/assemblyscript/package.json",
];

// Shared, imported memory: every worker's instance lies over the one arena. 65,536 pages are the 4 GiB of wasm32; the
// arena's own maximum may be smaller. `abort` is replaced by `unreachable`, so the module imports the memory alone.
const flags = [
  ...["-O3", "--noAssert", "--enable", "simd,threads,bulk-memory", "--runtime", "stub", "--use", "abort="],
  ...["--importMemory", "--noExportMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
];

/** Compiles the kernels if needed, or always with `force`. Throws when the compiler reports an error. */
export function ensureKernels({ force = false } = {}) {
  if (!force && isFresh()) return;
  withSetupLock(() => {
    if (!force && isFresh()) return;
    compile();
    if (force) console.log(`kernels.wasm: ${statSync(output).size} bytes`);
  });
}

function compile() {
  mkdirSync(join(output, ".."), { recursive: true });
  // Written aside and renamed: a reader never sees half a module.
  const temporary = `${output}.${process.pid}`;
  const asc = join(root, "node_modules/assemblyscript/bin/asc.js");
  const args = [asc, entry, "--outFile", temporary, ...flags];
  const result = spawnSync(nodeBinary, args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (result.status !== 0) throw new Error("Kernels do not compile. See the lines above.");
  renameSync(temporary, output);
}

function isFresh() {
  if (!existsSync(output)) return false;
  const builtMs = statSync(output).mtimeMs;
  return sources.every((source) => newestMs(join(root, source)) <= builtMs);
}

function newestMs(path) {
  if (!existsSync(path)) return 0;
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  // The folder's own time tells of files that were removed.
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestMs(join(path, name))), status.mtimeMs);
}
