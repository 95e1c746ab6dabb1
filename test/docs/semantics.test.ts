import { describe, expect, test } from "vitest";
import { readExamples, runExample } from "./support/examples.ts";

describe("docs/semantics.md", () => {
  const examples = readExamples("docs/semantics.md");

  test("shows what each example gives", () => {
    expect(examples.length).toBeGreaterThan(40);
    expect(examples.filter((example) => example.expected === null).map(({ line }) => line)).toEqual([]);
  });

  test.each(
    examples.map(({ line, code, expected }) => ({ title: `line ${line}: ${code.split("\n")[0]}`, code, expected })),
  )("$title", async ({ code, expected }) => {
    expect(await runExample(code)).toBe(expected);
  });
});
