import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findCycles } from "../../scripts/dependencies/cycles.ts";
import { parseImports } from "../../scripts/dependencies/imports.ts";
import type { Manifest } from "../../scripts/dependencies/rules.ts";
import {
  findViolations,
  importViolations,
  manifestViolations,
  outsideViolations,
} from "../../scripts/dependencies/rules.ts";
import type { PackageName } from "../../scripts/dependencies/table.ts";
import { allowedPackages } from "../../scripts/dependencies/table.ts";

const root = join(import.meta.dirname, "../..");

/** The violations of one line of code in `file`, in a package that declares the given dependencies. */
function violationsOf(file: string, code: string, dependencies: readonly string[] = []): string[] {
  const name = file.split("/")[1] as PackageName;
  const manifest: Manifest = {
    name: `@millrace/${name}`,
    dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, "workspace:*"])),
  };
  return parseImports(file, code).flatMap((edge) => importViolations(name, manifest, edge));
}

test("every package and every import keeps to the allowed edges", () => {
  expect(findViolations(root)).toEqual([]);
});

test("the table of allowed edges has no cycle", () => {
  const edges = Object.entries(allowedPackages).flatMap(([name, targets]) =>
    targets.map((target) => ({ file: name, specifier: `./${target}`, line: 1, typeOnly: false, dynamic: false })),
  );
  const files = edges.map((edge) => ({ ...edge, file: `${edge.file}.ts` }));
  expect(findCycles(files)).toEqual([]);
});

describe("the rules find", () => {
  test.each([
    ["an edge against the direction", "packages/core/src/a.ts", 'import { walk } from "@millrace/plan";'],
    ["such an edge of types only", "packages/core/src/a.ts", 'import type { Expr } from "@millrace/plan";'],
    ["such an edge in a re-export", "packages/core/src/a.ts", 'export * from "@millrace/plan";'],
    ["such an edge over several lines", "packages/core/src/a.ts", 'import {\n  walk,\n} from "@millrace/plan";'],
    ["such an edge loaded on first use", "packages/core/src/a.ts", 'const plan = await import("@millrace/plan");'],
    ["a deep import by name", "packages/plan/src/a.ts", 'import { a } from "@millrace/core/src/a.ts";'],
    ["a deep import by path", "packages/plan/src/a.ts", 'import { a } from "../../core/src/a.ts";'],
    ["a relative import without extension", "packages/plan/src/a.ts", 'import { a } from "./b";'],
    ["the file system outside its rooms", "packages/plan/src/a.ts", 'import { readFileSync } from "node:fs";'],
    ["its promises outside their rooms", "packages/frame/src/a.ts", 'import { open } from "node:fs/promises";'],
    ["a builtin without its prefix", "packages/storage/src/a.ts", 'import { open } from "fs";'],
    ["threads outside the engine", "packages/frame/src/a.ts", 'import { Worker } from "node:worker_threads";'],
    ["the pool outside the engine", "packages/frame/src/a.ts", 'import { Piscina } from "piscina";'],
    ["a library that is not in the table", "packages/plan/src/a.ts", 'import { z } from "zod";'],
  ])("%s", (_, file, code) => {
    expect(violationsOf(file, code, ["@millrace/core", "piscina", "zod"])).not.toEqual([]);
  });

  test("a dependency that a package.json declares against the direction", () => {
    const manifest = { name: "@millrace/core", dependencies: { "@millrace/plan": "workspace:*" } };
    expect(manifestViolations("core", manifest)).toEqual([
      "packages/core/package.json: may not depend on @millrace/plan",
    ]);
  });

  test("an allowed package that package.json does not declare", () => {
    expect(violationsOf("packages/plan/src/a.ts", 'import { a } from "@millrace/core";')).toEqual([
      "packages/plan/src/a.ts:1: @millrace/core is missing in the dependencies of packages/plan/package.json",
    ]);
  });

  test("a cycle of files, but none through types", () => {
    const edgesOf = (clause: string) => [
      ...parseImports("packages/plan/src/a.ts", 'import { b } from "./b.ts";'),
      ...parseImports("packages/plan/src/b.ts", `${clause} { a } from "./a.ts";`),
    ];
    const [a, b] = ["packages/plan/src/a.ts", "packages/plan/src/b.ts"];
    expect(findCycles(edgesOf("import"))).toEqual([[a, b, a]]);
    expect(findCycles(edgesOf("import type"))).toEqual([]);
  });
});

describe("the rules allow", () => {
  test.each([
    ["an edge in the direction", "packages/plan/src/a.ts", 'import { a } from "@millrace/core";'],
    ["the file system in storage", "packages/storage/src/a.ts", 'import { readSync } from "node:fs";'],
    ["the file system in the engine's spill", "packages/engine/src/spill/a.ts", 'import { readSync } from "node:fs";'],
    ["the file system in tests", "packages/plan/src/a.test.ts", 'import { readSync } from "node:fs";'],
    ["the file system in what tests share", "packages/plan/src/testing/a.ts", 'import { open } from "node:fs";'],
    ["a method called import", "packages/plan/src/a.ts", '    return this.import("zod", name);'],
    ["the pool in the engine", "packages/engine/src/coordinator/pool.ts", 'import { Piscina } from "piscina";'],
    ["a layout in the kernels", "packages/kernels/assembly/a.ts", 'import { a } from "../../core/src/layout/page";'],
    ["an import that a comment shows", "packages/plan/src/a.ts", ' * import { a } from "zod";\n// import "zod";'],
  ])("%s", (_, file, code) => {
    expect(violationsOf(file, code, ["@millrace/core", "piscina"])).toEqual([]);
  });
});

test("tests outside packages/ may share the folders `testing/`, and nothing else below packages/", () => {
  const violations = (file: string, path: string) =>
    parseImports(file, `import { a } from "${path}";`).flatMap(outsideViolations);
  expect(violations("test/corpora/a.test.ts", "../../packages/formats/src/csv/testing/read.ts")).toEqual([]);
  expect(violations("test/corpora/a.test.ts", "../../packages/formats/src/csv/read.ts")).toHaveLength(1);
  expect(violations("bench/src/a.ts", "../../packages/formats/src/csv/testing/read.ts")).toHaveLength(1);
  expect(violations("test/corpora/a.test.ts", "@millrace/formats/src/csv/read.ts")).toHaveLength(1);
});
