import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { engineNames } from "../../bench/src/engines/registry.ts";
import { suiteNames } from "../../bench/suites/registry.ts";
import { root } from "./support/examples.ts";

const document = readFileSync(join(root, "docs/benchmarks.md"), "utf8");

/** The ratios to the best peer that a document states, as lines of a table. */
function ratioTable(text: string): string[] {
  const [, table = ""] = text.split("geometric means**\n\n");
  return table.split("\n\n")[0]!.split("\n");
}

test("README.md and docs/benchmarks.md state the same ratios", () => {
  const ratios = ratioTable(readFileSync(join(root, "README.md"), "utf8"));
  expect(ratios.length).toBeGreaterThan(2);
  expect(ratioTable(document)).toEqual(ratios);
});

test("docs/benchmarks.md describes every suite and every engine", () => {
  const described = [...document.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap((row) =>
    [...row[1]!.matchAll(/`([^`]+)`/g)].map((name) => name[1]!),
  );
  expect([...suiteNames, ...engineNames].filter((name) => !described.includes(name))).toEqual([]);
});
