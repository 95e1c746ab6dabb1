import { readFileSync } from "node:fs";
import { join } from "node:path";
import { migration } from "millrace";
import { describe, expect, test } from "vitest";
import { readExamples, root, runExample } from "./support/examples.ts";

const text = readFileSync(join(root, "docs/migration.md"), "utf8");

/** The rows of the table under a heading: the old name and today's. */
function tableUnder(heading: string): Record<string, string> {
  const [, section = ""] = text.split(`## ${heading}\n`);
  const [table = ""] = section.split(/^## /m);
  const rows = [...table.matchAll(/^\| `([^`]+)` \| `([^`]+)` \|$/gm)];
  return Object.fromEntries(rows.map((match) => [match[1]!, match[2]!]));
}

describe("docs/migration.md", () => {
  test.each([
    ["Frames", migration.frame],
    ["Expressions", migration.expr],
    ["Functions", migration.functions],
  ])("the table of %s is the one that the package's errors use [TST-17]", (heading, names) => {
    expect(tableUnder(heading)).toEqual(names);
  });

  test.each(readExamples("docs/migration.md").map((example) => ({ title: `line ${example.line}`, ...example })))(
    "the example of $title gives what it says",
    async ({ code, expected }) => {
      expect(await runExample(code)).toBe(expected);
    },
  );
});
