import { readFileSync } from "node:fs";
import { join } from "node:path";

interface SourceManifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly keywords?: readonly string[];
}

/** The package.json of the published package: everything is inside, so it names no dependencies and no scripts. */
export function publishedManifest(root: string): Record<string, unknown> {
  const path = join(root, "packages/millrace/package.json");
  const { name, version, description, license, keywords } = JSON.parse(readFileSync(path, "utf8")) as SourceManifest;
  return {
    name,
    version,
    description,
    ...(keywords === undefined ? {} : { keywords }),
    license,
    type: "module",
    engines: { node: ">=22.18" },
    types: "./types/millrace/index.d.ts",
    exports: {
      ".": { types: "./types/millrace/index.d.ts", default: "./main.js" },
      "./package.json": "./package.json",
    },
    bin: { millrace: "./cli.js" },
  };
}
