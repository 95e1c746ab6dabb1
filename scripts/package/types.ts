import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { reachableTypes } from "./reachable-types.ts";

const specifierPattern = /(\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)(["'])([^"']+)\2/g;

/**
 * Emits the declarations that packages/millrace/src/index.ts reaches into `outdir`, one folder for each package, with
 * relative imports between them. Returns the foreign packages that they name (beside Node's own modules).
 */
export async function emitTypes(root: string, outdir: string): Promise<string[]> {
  // A folder of its own: two builds may run at the same time.
  const work = join(root, `.cache/types-${process.pid}`);
  const raw = join(work, "raw");
  const errors = await runCompiler(root, work, raw);
  if (errors !== "") console.error(`The types have errors; run \`npm run check\`. First: ${errors.split("\n")[0]}`);
  const foreign = new Set<string>();
  const reached = reachableTypes("millrace/index.d.ts", {
    read: (path) => readFileSync(join(raw, rawPath(path)), "utf8"),
    targetOf: (path, specifier) => {
      const target = targetOf(path, specifier);
      return target !== undefined && existsSync(join(raw, rawPath(target))) ? target : undefined;
    },
    isIndex: (path) => /^[^/]+\/index\.d\.ts$/.test(path),
  });
  for (const [path, text] of reached) {
    const rewritten = text.replace(specifierPattern, (_, before: string, quote: string, specifier: string) => {
      const target = targetOf(path, specifier);
      // Examples in comments name the package itself, and files that do not exist.
      if (target === undefined || !existsSync(join(raw, rawPath(target)))) {
        if (!/^(node:|\.|millrace$)/.test(specifier)) foreign.add(specifier);
        return `${before}${quote}${specifier}${quote}`;
      }
      return `${before}${quote}${relativeSpecifier(path, target)}${quote}`;
    });
    mkdirSync(dirname(join(outdir, path)), { recursive: true });
    writeFileSync(join(outdir, path), tolerateMissing(rewritten, foreign));
  }
  rmSync(work, { recursive: true, force: true });
  return [...foreign].sort();
}

/** Where a user has not installed a package that the types name, they are `any` instead of an error. */
function tolerateMissing(text: string, foreign: ReadonlySet<string>): string {
  return text.replace(/^import type .* from "([^".]+)";$/gm, (line, specifier: string) =>
    foreign.has(specifier) ? `// @ts-ignore: ${specifier} need not be installed.\n${line}` : line,
  );
}

function runCompiler(root: string, work: string, outdir: string): Promise<string> {
  const project = join(work, "tsconfig.json");
  const config = {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: { noEmit: false, emitDeclarationOnly: true, rootDir: join(root, "packages"), outDir: outdir },
    include: [join(root, "packages/*/src")],
    exclude: ["packages/*/src/**/*.test.ts", "packages/*/src/**/testing", "packages/testkit"].map((path) =>
      join(root, path),
    ),
  };
  mkdirSync(work, { recursive: true });
  writeFileSync(project, JSON.stringify(config));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [tsc, "-p", project], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (existsSync(join(outdir, rawPath("millrace/index.d.ts")))) resolve(code === 0 ? "" : output);
      else reject(new Error(`No declarations were emitted.\n${output}`));
    });
  });
}

/** `core/schema.d.ts` → where the compiler put it. */
function rawPath(path: string): string {
  return path.replace("/", "/src/");
}

/** The declaration file that a specifier in `path` names, or undefined when it is not one of ours. */
function targetOf(path: string, specifier: string): string | undefined {
  const own = /^@millrace\/([a-z]+)$/.exec(specifier);
  if (own !== null) return `${own[1]}/index.d.ts`;
  if (!specifier.startsWith(".")) return undefined;
  return posix.join(posix.dirname(path), specifier).replace(/\.ts$/, ".d.ts");
}

function relativeSpecifier(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to).replace(/\.d\.ts$/, ".js");
  return path.startsWith(".") ? path : `./${path}`;
}
