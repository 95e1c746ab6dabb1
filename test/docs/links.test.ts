import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./support/examples.ts";

const documents = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", ...markdownBelow("docs")];

function markdownBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));
}

/** Files and folders that a document links to, and paths of the repository that it names in code quotes. */
function namedPaths(document: string): string[] {
  const text = readFileSync(join(root, document), "utf8").replace(/^```[\s\S]*?^```$/gm, "");
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map((match) =>
    join(dirname(document), match[1]!),
  );
  const quoted = [...text.matchAll(/`((?:packages|test|scripts|bench|datasets|docs|examples)\/[^`\s]*)`/g)]
    .map((match) => match[1]!)
    .filter((path) => !/[<>*{]/.test(path) && !path.startsWith("packages/millrace/dist"));
  return [...links, ...quoted];
}

test.each(documents)("every path that %s names exists", (document) => {
  expect(namedPaths(document).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test.each(documents)("%s names only commands that package.json has", (document) => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
  const text = readFileSync(join(root, document), "utf8");
  const named = [...text.matchAll(/\bnpm run ([a-z:]+)/g)].map((match) => match[1]!);
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});
