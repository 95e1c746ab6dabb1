import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { benchCache } from "./paths.ts";
import { runToSuccess } from "./run-program.ts";

const environment = join(benchCache, "venv");
const installed = new Set<string>();

/** The Python of the harness's own virtual environment, which is made on first use. */
async function python(): Promise<string> {
  const path = join(environment, "bin/python");
  if (!existsSync(path)) {
    mkdirSync(benchCache, { recursive: true });
    await runToSuccess("python3", ["-m", "venv", environment]);
  }
  return path;
}

/** The environment's Python, once the packages (pip's requirements, such as "polars" or "tpchgen-cli==4.0.0") are installed. */
export async function pythonWith(packages: readonly string[]): Promise<string> {
  const path = await python();
  const missing = packages.filter((name) => !installed.has(name));
  if (missing.length > 0) {
    await runToSuccess(path, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...missing]);
    for (const name of missing) installed.add(name);
  }
  return path;
}

/** The path of a program that the packages bring. */
export async function pythonProgram(name: string, packages: readonly string[]): Promise<string> {
  await pythonWith(packages);
  return join(environment, "bin", name);
}
