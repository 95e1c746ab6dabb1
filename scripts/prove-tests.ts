// `npm run prove:tests`: plants known faults, one at a time, in a copy of the workspace and shows that a test fails for each.
//
// Exits with 1 when a fault is not caught, when its place in the sources is gone, or when a test fails without a fault.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { PlantedFault, ProvingTest } from "./planted-faults.ts";
import { plantedFaults, provingTests } from "./planted-faults.ts";

const root = join(import.meta.dirname, "..");
const builtKernels = "packages/kernels/build/kernels.wasm";
const TEST_TIMEOUT_MS = 600_000;
const notCopied = new Set([".git", "dist", ".cache", "node_modules"]);

/** Copies the workspace's own files; its installed packages are links into the original. */
function copyWorkspace(copy: string): void {
  const isOwn = (path: string): boolean => !notCopied.has(basename(path));
  cpSync(root, copy, { recursive: true, filter: isOwn, verbatimSymlinks: true });
  for (const folder of [
    ".",
    "bench",
    "datasets",
    ...readdirSync(join(root, "packages")).map((name) => `packages/${name}`),
  ]) {
    copyLinks(join(root, folder, "node_modules"), join(copy, folder, "node_modules"));
  }
}

/** Links between packages are relative, so that copied ones point into the copy; the store of the installed ones is shared. */
function copyLinks(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (name === ".pnpm") symlinkSync(join(from, name), join(to, name));
    else if (!name.startsWith("."))
      cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });
  }
}

function runNode(copy: string, args: readonly string[]): { readonly passed: boolean; readonly output: string } {
  const result = spawnSync(process.execPath, args, { cwd: copy, encoding: "utf8", timeout: TEST_TIMEOUT_MS });
  return { passed: result.status === 0, output: `${result.stdout}${result.stderr}` };
}

function runTest(copy: string, { file, filter }: ProvingTest): { readonly passed: boolean; readonly output: string } {
  const args = ["node_modules/vitest/vitest.mjs", "run", file, "--bail", "1"];
  return runNode(copy, filter === undefined ? args : [...args, "-t", filter]);
}

function buildKernels(copy: string): void {
  const script = `import("./scripts/kernels.mjs").then(({ ensureKernels }) => ensureKernels({ force: true }))`;
  const { passed, output } = runNode(copy, ["-e", script]);
  if (!passed) throw new Error(`The kernels of the copy do not compile:\n${output}`);
}

/** Whether the fault's test fails. */
function isCaught(copy: string, fault: PlantedFault): boolean {
  const path = join(copy, fault.file);
  const sources = readFileSync(path, "utf8");
  if (sources.split(fault.find).length !== 2) {
    throw new Error(`"${fault.name}": ${fault.file} has not exactly one place with\n${fault.find}`);
  }
  const isKernel = fault.file.startsWith("packages/kernels/assembly/");
  const kernels = readFileSync(join(copy, builtKernels));
  try {
    writeFileSync(
      path,
      sources.replace(fault.find, () => fault.replace),
    );
    if (isKernel) buildKernels(copy);
    return !runTest(copy, provingTests[fault.test]).passed;
  } finally {
    writeFileSync(path, sources);
    writeFileSync(join(copy, builtKernels), kernels);
  }
}

function main(): number {
  const wanted = process.argv.slice(2).join(" ");
  const faults = plantedFaults.filter(({ name }) => name.includes(wanted));
  const copy = mkdtempSync(join(tmpdir(), "millrace-faults-"));
  let numMissed = 0;
  try {
    copyWorkspace(copy);
    for (const name of new Set(faults.map(({ test }) => test))) {
      const { passed, output } = runTest(copy, provingTests[name]);
      if (passed) continue;
      console.error(`The test "${name}" fails without a fault:\n${output.slice(-4000)}`);
      return 1;
    }
    for (const fault of faults) {
      const started = performance.now();
      const caught = isCaught(copy, fault);
      if (!caught) numMissed++;
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${caught ? "caught" : "MISSED"}  ${fault.name} (${fault.file}; test "${fault.test}", ${seconds} s)`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  console.log(`${faults.length - numMissed} of ${faults.length} planted faults caught`);
  return numMissed === 0 && faults.length > 0 ? 0 : 1;
}

try {
  process.exitCode = main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
