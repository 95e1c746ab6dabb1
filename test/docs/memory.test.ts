import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./support/examples.ts";

test("the allowances of docs/memory.md are those of the engine", () => {
  const source = readFileSync(join(root, "packages/engine/src/memory/process-memory.ts"), "utf8");
  const document = readFileSync(join(root, "docs/memory.md"), "utf8");
  const constants = [...source.matchAll(/^const ([A-Z_]+_BYTES): number = (\d+) \* MIB;$/gm)].map((m) => [m[1], m[2]]);
  const rows = [...document.matchAll(/^\| `([A-Z_]+)` \| (\d+) \|/gm)].map((match) => [match[1], match[2]]);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows).toEqual(constants);
});

test.each(["ARCHITECTURE.md", "docs/memory.md"])("%s says when the arena is given up", (path) => {
  const source = readFileSync(join(root, "packages/engine/src/runtime/process-runtime.ts"), "utf8");
  const idleMs = Number(/^const IDLE_MS = (\d+);$/m.exec(source)?.[1]);
  const keptMiB = Number(/^const KEPT_BYTES = (\d+) \* 1024 \* 1024;$/m.exec(source)?.[1]);
  const document = readFileSync(join(root, path), "utf8").replace(/\s+/g, " ");
  const stated = /[Aa]fter two seconds without a query, (?:if|an arena of which) more than (\d+) MiB/.exec(document);
  expect([2000, Number(stated?.[1])]).toEqual([idleMs, keptMiB]);
});
