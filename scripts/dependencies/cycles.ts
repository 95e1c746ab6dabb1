import type { ImportEdge } from "./imports.ts";
import { resolveRelative } from "./imports.ts";

/**
 * Finds import cycles between files, each as a path that ends where it begins. Type-only imports vanish and dynamic
 * imports run later, so neither closes a cycle: mutually recursive node types are wanted.
 */
export function findCycles(edges: readonly ImportEdge[]): string[][] {
  const targets = new Map<string, string[]>();
  for (const edge of edges) {
    if (edge.typeOnly || edge.dynamic || !edge.specifier.startsWith(".")) continue;
    const path = resolveRelative(edge);
    const target = path.endsWith(".ts") ? path : `${path}.ts`;
    targets.set(edge.file, [...(targets.get(edge.file) ?? []), target]);
  }
  const cycles: string[][] = [];
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      cycles.push([...path.slice(start), file]);
      return;
    }
    if (finished.has(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...path, file]);
    finished.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return cycles;
}
