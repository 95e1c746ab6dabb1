// `npm run features [-- --json]`: which feature rows and scenarios an executed, passed test carries in its title.
//
// The ids come from ../shared/requirements (features.tsv, scenarios.md), the tests from the last complete `npm test`.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestResults } from "./reporter.ts";

const root = join(import.meta.dirname, "..");
const requirements = join(root, "../shared/requirements");
const resultsFile = join(root, ".cache/test-results.json");
const idInTitle = /\[([A-Z]+-\d+)\]/g;

/** Area → its ids, in the order of the documents. */
function readAreas(): Map<string, string[]> {
  const areas = new Map<string, string[]>();
  const [, ...rows] = readFileSync(join(requirements, "features.tsv"), "utf8").trimEnd().split("\n");
  for (const row of rows) {
    const [id, area] = row.split("\t");
    if (id === undefined || area === undefined) continue;
    areas.set(area, [...(areas.get(area) ?? []), id]);
  }
  const scenarios = readFileSync(join(requirements, "scenarios.md"), "utf8").matchAll(/^### (S-\d+)\b/gm);
  areas.set("scenarios", [...new Set([...scenarios].map((match) => match[1]!))]);
  return areas;
}

/** Id → the titles of the passed tests that carry it. */
function readProofs(): Map<string, string[]> {
  const { tests } = JSON.parse(readFileSync(resultsFile, "utf8")) as TestResults;
  const proofs = new Map<string, string[]>();
  for (const { title, state } of tests) {
    if (state !== "passed") continue;
    for (const id of new Set([...title.matchAll(idInTitle)].map((match) => match[1]!))) {
      proofs.set(id, [...(proofs.get(id) ?? []), title]);
    }
  }
  return proofs;
}

function printAreas(areas: ReadonlyMap<string, readonly string[]>, proofs: ReadonlyMap<string, unknown>): void {
  let shown = 0;
  let total = 0;
  for (const [area, ids] of areas) {
    const proven = ids.filter((id) => proofs.has(id));
    const open = ids.filter((id) => !proofs.has(id));
    console.log(`${area}: ${proven.length} of ${ids.length}`);
    if (proven.length > 0) console.log(`  with     ${proven.join(" ")}`);
    if (open.length > 0) console.log(`  without  ${open.join(" ")}`);
    shown += proven.length;
    total += ids.length;
  }
  const known = new Set([...areas.values()].flat());
  const unknown = [...proofs.keys()].filter((id) => !known.has(id));
  if (unknown.length > 0) console.log(`ids in test titles that no document has: ${unknown.join(" ")}`);
  console.log(`total: ${shown} of ${total}`);
}

function main(): number {
  const asJson = process.argv.includes("--json");
  if (!asJson && !existsSync(join(requirements, "features.tsv"))) {
    console.log(
      `skipped: the list of features is not part of the repository (${requirements}/features.tsv); --json works without it.`,
    );
    return 0;
  }
  if (!existsSync(resultsFile)) {
    console.error("No test results yet: run `npm test` first (without arguments, so that every test runs).");
    return 1;
  }
  const proofs = readProofs();
  if (asJson) {
    const rows = Object.fromEntries([...proofs].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true })));
    console.log(JSON.stringify({ rows }, null, 2));
    return 0;
  }
  printAreas(readAreas(), proofs);
  return 0;
}

process.exitCode = main();
