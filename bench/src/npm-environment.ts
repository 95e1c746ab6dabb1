import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchCache } from "./paths.ts";
import { runToSuccess } from "./run-program.ts";

/** Packages of engines that the workspace does not depend on. */
export const npmFolder: string = join(benchCache, "npm");

const installed = new Set<string>();

/** Installs packages with exact versions ("arquero@8.0.0") into the harness's own folder on first use; throws with npm's reason. */
export async function installFromNpm(packages: readonly string[]): Promise<void> {
  mkdirSync(npmFolder, { recursive: true });
  const manifest = join(npmFolder, "package.json");
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
  const missing = packages.filter((name) => !installed.has(name) && !isThere(name));
  if (missing.length === 0) return;
  await runToSuccess("npm", ["install", "--prefix", npmFolder, "--no-audit", "--no-fund", ...missing]);
  for (const name of missing) installed.add(name);
}

function isThere(nameAndVersion: string): boolean {
  const at = nameAndVersion.lastIndexOf("@");
  const path = join(npmFolder, "node_modules", nameAndVersion.slice(0, at), "package.json");
  if (!existsSync(path)) return false;
  const { version } = JSON.parse(readFileSync(path, "utf8")) as { version: string };
  return version === nameAndVersion.slice(at + 1);
}
