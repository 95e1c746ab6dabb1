import { join } from "node:path";
import { report } from "node:process";
import { loadArqueroForms } from "../../suites/arquero-forms.ts";
import { loadEagerForms } from "../../suites/eager-forms.ts";
import type { Engine } from "../engine.ts";
import { installFromNpm, npmFolder } from "../npm-environment.ts";
import { root } from "../paths.ts";
import { bundleCase } from "./node-program.ts";

/** The build of nodejs-polars for this machine: npm does not always bring it along. */
function polarsBuild(): string {
  const { platform, arch } = process;
  if (platform !== "linux") return `nodejs-polars-${platform}-${arch}`;
  const header = (report.getReport() as { readonly header: { readonly glibcVersionRuntime?: string } }).header;
  return `nodejs-polars-linux-${arch}-${header.glibcVersionRuntime === undefined ? "musl" : "gnu"}`;
}

/** An engine in Node whose packages are not among the workspace's own. */
function npmEngine(init: Pick<Engine, "name" | "family" | "forms">, packages: () => readonly string[]): Engine {
  return {
    ...init,
    takesMemoryLimit: false,
    nanIsNull: true,
    prepare: async ({ sources, threads }) => {
      await installFromNpm(packages());
      return {
        command: process.execPath,
        // Arrays of so many values need more heap than Node gives by itself.
        args: ["--max-old-space-size=16384", await bundleCase({ sources })],
        environment: {
          BENCH_NPM: npmFolder,
          BENCH_FORMATS: join(root, "packages/formats"),
          POLARS_MAX_THREADS: String(threads),
        },
      };
    },
  };
}

/** Polars through its package for Node. */
export const nodejsPolars: Engine = npmEngine({ name: "nodejs-polars", family: "polars" }, () => [
  "nodejs-polars@0.26.1",
  `${polarsBuild()}@0.26.1`,
]);

/** Arquero; 8.0.0, since a dependency of the later ones is not in the registry. */
export const arquero: Engine = npmEngine(
  { name: "arquero", forms: async ({ suite, query }) => written(await loadArqueroForms(suite), query, "arquero") },
  () => ["arquero@8.0.0"],
);

/** The pandas-style baseline in plain TypeScript. */
export const eager: Engine = npmEngine(
  { name: "eager", forms: async ({ suite, query }) => written(await loadEagerForms(suite), query, "eager") },
  () => [],
);

function written(forms: Readonly<Record<string, unknown>>, query: string, name: string): readonly string[] {
  return forms[query] === undefined ? [] : [name];
}
