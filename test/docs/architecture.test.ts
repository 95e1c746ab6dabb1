import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./support/examples.ts";

const text = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
const packages = foldersIn("packages");

function foldersIn(path: string): string[] {
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** What the first column of the table rows names. */
const named = new Set([...text.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1]!));

test("ARCHITECTURE.md names every package", () => {
  expect(packages.map((name) => `packages/${name}`).filter((path) => !named.has(path))).toEqual([]);
});

test.each(packages)("ARCHITECTURE.md names every folder of %s", (name) => {
  const folders = foldersIn(`packages/${name}/src`).filter((folder) => folder !== "testing");
  expect(folders.map((folder) => `packages/${name}/src/${folder}`).filter((path) => !named.has(path))).toEqual([]);
});

test("ARCHITECTURE.md lets every package import what the checks let it", async () => {
  const { allowedPackages } = await import("../../scripts/dependencies/table.ts");
  const rows = [...text.matchAll(/^\| `packages\/(\w+)` \| .* \| ([^|]+) \|$/gm)];
  const all = rows.map((row) => row[1]!);
  for (const [, name, list] of rows) {
    const above = all.slice(0, all.indexOf(name!));
    const words: Record<string, readonly string[]> = { "–": [], "all above": above, all: above };
    const stated = words[list!] ?? list!.split(", ");
    const allowed = allowedPackages[name as keyof typeof allowedPackages].filter((target) => all.includes(target));
    expect([name, stated.toSorted()]).toEqual([name, allowed.toSorted()]);
  }
});
