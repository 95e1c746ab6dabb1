import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { findCycles } from "./cycles.ts";
import type { ImportEdge } from "./imports.ts";
import { listSources, readImports, resolveRelative } from "./imports.ts";
import type { PackageName } from "./table.ts";
import { allowedLibraries, allowedPackages, restrictedModules } from "./table.ts";

/** The parts of a package.json that the rules look at. */
export interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Checks every package.json and every import of the repository at `root`; one sentence for each violation. */
export function findViolations(root: string): string[] {
  const violations: string[] = [];
  for (const folder of readdirSync(join(root, "packages")).sort()) {
    const manifestPath = join(root, "packages", folder, "package.json");
    if (!existsSync(manifestPath)) continue;
    if (!isPackageName(folder)) {
      violations.push(`packages/${folder}: not in the table of scripts/dependencies/table.ts`);
      continue;
    }
    const manifest = JSON.parse(readFileSync(manifestPath, "utf8")) as Manifest;
    violations.push(...manifestViolations(folder, manifest));
    const edges = listSources(root, `packages/${folder}`).flatMap((file) => readImports(root, file));
    violations.push(...edges.flatMap((edge) => importViolations(folder, manifest, edge)));
    violations.push(...findCycles(edges).map((cycle) => `import cycle: ${cycle.join(" → ")}`));
  }
  for (const folder of ["bench", "datasets", "test", "examples"]) {
    if (!existsSync(join(root, folder))) continue;
    const edges = listSources(root, folder).flatMap((file) => readImports(root, file));
    violations.push(...edges.flatMap(outsideViolations));
  }
  return violations;
}

/** Violations of the table by the dependencies that a package.json declares. devDependencies are no edges. */
export function manifestViolations(name: PackageName, manifest: Manifest): string[] {
  const file = `packages/${name}/package.json`;
  const violations: string[] = [];
  if (manifest.name !== fullName(name)) violations.push(`${file}: the name must be ${fullName(name)}`);
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    if (!isAllowed(name, dependency)) violations.push(`${file}: may not depend on ${dependency}`);
  }
  return violations;
}

/** Violations by one import of a file of the package `name`. */
export function importViolations(name: PackageName, manifest: Manifest, edge: ImportEdge): string[] {
  const { file, specifier, line } = edge;
  const at = `${file}:${line}`;
  const isTest = isTestFile(file);
  if (specifier.startsWith(".")) return relativeViolation(name, edge, at);
  if (specifier.startsWith("node:") || isBuiltin(specifier)) {
    if (!specifier.startsWith("node:")) return [`${at}: write "node:${specifier}"`];
    return isTest || name === "testkit" ? [] : restrictionViolations(edge, at);
  }
  const target = packageOf(specifier);
  const deep = isOwnPackage(target) && specifier !== target ? [`${at}: deep import of ${specifier}`] : [];
  if (isTest) return deep;
  const violations = [...deep, ...restrictionViolations(edge, at)];
  if (!isAllowed(name, target)) violations.push(`${at}: ${fullName(name)} may not import ${target}`);
  else if (manifest.dependencies?.[target] === undefined) {
    violations.push(`${at}: ${target} is missing in the dependencies of packages/${name}/package.json`);
  }
  return violations;
}

/** Tests, and the folders `testing/` with what several tests share: none of them is part of the published package. */
function isTestFile(file: string): boolean {
  return file.endsWith(".test.ts") || file.includes("/testing/");
}

/** Code outside packages/ uses the packages by their names, never by their files; tests may share what lies in `testing/`. */
export function outsideViolations(edge: ImportEdge): string[] {
  const at = `${edge.file}:${edge.line}`;
  const target = packageOf(edge.specifier);
  const deep = isOwnPackage(target) && edge.specifier !== target;
  const path = edge.specifier.startsWith(".") ? resolveRelative(edge) : "";
  const shared = edge.file.startsWith("test/") && path.includes("/testing/");
  const intoPackages = path.startsWith("packages/") && !shared;
  return deep || intoPackages ? [`${at}: deep import of ${edge.specifier}`] : [];
}

function relativeViolation(name: PackageName, edge: ImportEdge, at: string): string[] {
  const target = resolveRelative(edge);
  if (target.startsWith(`packages/${name}/`)) {
    const fromAssembly = edge.file.startsWith("packages/kernels/assembly/");
    if (!fromAssembly && target.startsWith("packages/kernels/assembly/")) {
      return [`${at}: TypeScript may not import AssemblyScript (${edge.specifier})`];
    }
    // The AssemblyScript compiler adds the extension itself.
    return fromAssembly || /\.(ts|json)$/.test(edge.specifier) ? [] : [`${at}: ${edge.specifier} lacks its .ts`];
  }
  // The one file set that both compilers read.
  const isLayout = target.startsWith("packages/core/src/layout/");
  if (isLayout && edge.file.startsWith("packages/kernels/assembly/")) return [];
  return [`${at}: ${edge.specifier} leaves the package; import it by its name`];
}

function restrictionViolations(edge: ImportEdge, at: string): string[] {
  if (edge.typeOnly) return [];
  return restrictedModules
    .filter(({ modules }) => modules.includes(edge.specifier))
    .filter(({ allowedIn }) => !allowedIn.some((place) => place.test(edge.file)))
    .map(
      () =>
        `${at}: ${edge.specifier} may not be imported here (see restrictedModules in scripts/dependencies/table.ts)`,
    );
}

function isAllowed(name: PackageName, dependency: string): boolean {
  const libraries = allowedLibraries[name] ?? [];
  return libraries.includes(dependency) || allowedPackages[name].some((allowed) => fullName(allowed) === dependency);
}

function isOwnPackage(name: string): boolean {
  return name === "millrace" || name.startsWith("@millrace/");
}

function isPackageName(name: string): name is PackageName {
  return Object.hasOwn(allowedPackages, name);
}

function fullName(name: PackageName): string {
  return name === "millrace" ? name : `@millrace/${name}`;
}

/** The package that a bare specifier belongs to: `@scope/name/file` → `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}
