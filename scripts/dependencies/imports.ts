import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One import, re-export or dynamic import of a source file. */
export interface ImportEdge {
  /** The file that imports, relative to the repository, with forward slashes. */
  readonly file: string;
  readonly specifier: string;
  readonly line: number;
  /** True for `import type` and `export type`, which vanish before the code runs. */
  readonly typeOnly: boolean;
  /** True for `import("…")`: loaded on first use, so it closes no cycle. */
  readonly dynamic: boolean;
}

// Statements begin at the start of a line (Biome formats them so); the clause may go on over lines up to its `from`.
const staticImport = /^(?:import|export)\b(\s+type\b(?!\s*,|\s+from))?(?:[^;"'`(]*?\bfrom)?\s*["']([^"']+)["']/gm;
// A method of that name (`this.import(…)`) imports nothing.
const dynamicImport = /(?<![.\w])(?:import|require)\s*\(\s*["'`]([^"'`]+)["'`]/g;
// Only comments that begin a line: a glob in a string ("src/*") opens none.
const blockComment = /^\s*\/\*[\s\S]*?\*\//gm;
const lineComment = /^\s*\/\/.*$/gm;
const skippedFolders = /(^|\/)(node_modules|golden|fixtures)$|^packages\/[^/]+\/(build|dist)$/;

/** Lists the TypeScript files below `folder` (relative to `root`), sorted by path. */
export function listSources(root: string, folder: string): string[] {
  const files: string[] = [];
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!skippedFolders.test(path)) files.push(...listSources(root, path));
    } else if (/\.m?ts$/.test(entry.name)) files.push(path);
  }
  return files.sort();
}

/** Reads the imports of one source file. */
export function readImports(root: string, file: string): ImportEdge[] {
  return parseImports(file, readFileSync(join(root, file), "utf8"));
}

/** Finds the imports in `text`; imports that stand in comments do not count. */
export function parseImports(file: string, text: string): ImportEdge[] {
  const code = text.replace(blockComment, blank).replace(lineComment, blank);
  const edges: ImportEdge[] = [];
  for (const match of code.matchAll(staticImport)) {
    const typeOnly = match[1] !== undefined;
    edges.push({ file, specifier: match[2]!, line: lineAt(code, match.index), typeOnly, dynamic: false });
  }
  for (const match of code.matchAll(dynamicImport)) {
    edges.push({ file, specifier: match[1]!, line: lineAt(code, match.index), typeOnly: false, dynamic: true });
  }
  return edges;
}

/** The path that a relative specifier names, relative to the repository. */
export function resolveRelative(edge: ImportEdge): string {
  return new URL(edge.specifier, `file:///${edge.file}`).pathname.slice(1);
}

/** Replaces a comment by blanks, so that line numbers stay. */
function blank(comment: string): string {
  return comment.replace(/[^\n]/g, " ");
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
