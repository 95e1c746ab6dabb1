import { describe, expect, test } from "vitest";
import { ConfigError } from "./config-error.ts";
import { parseYaml } from "./yaml-source.ts";

test("core types alone: dates stay text, null and flow lists are read", async () => {
  const { value } = await parseYaml("a: 2024-01-01\nb: null # comment\nc: [1, yes]\nd: '5'\n", "x");
  expect(value).toEqual({ a: "2024-01-01", b: null, c: [1, "yes"], d: "5" });
});

test("faults name their line", async () => {
  await expect(parseYaml("a: 1\nb: [1\nc: 2\n", "x.yaml")).rejects.toThrow(/\(line 3\)/);
  await expect(parseYaml("a: 1\na: 2\n", "x.yaml")).rejects.toThrow(/unique.*\(line 2\)/);
  await expect(parseYaml("a: 1\nb: !!js/function 'x'\n", "x.yaml")).rejects.toThrow(/tag.*\(line 2\)/i);
  await expect(parseYaml("a: 1\nb: !include other.yaml\n", "x.yaml")).rejects.toThrow(/\(line 2\)/);
});

test("no text makes objects, calls or reaches a prototype", async () => {
  for (const tag of [
    "!!js/function",
    "!!python/object/apply:os.system",
    "!ruby/object:A",
    "!<tag:yaml.org,2002:js/undefined>",
  ]) {
    await expect(parseYaml(`a: ${tag} 'x'\n`, "x.yaml"), tag).rejects.toThrow(ConfigError);
  }
  const { value } = await parseYaml(
    "__proto__:\n  polluted: 1\nconstructor:\n  prototype: { polluted: 1 }\n",
    "x.yaml",
  );
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
});

test("aliases that multiply are refused", async () => {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let i = 1; i < 6; i++)
    lines.push(
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(", ")}]`,
    );
  await expect(parseYaml(lines.join("\n"), "x.yaml")).rejects.toThrow(/alias/i);
});

test("lines of keys, items and values", async () => {
  const { lineOf } = await parseYaml("a:\n  b: 1\nc:\n  - x: 1\n    y: 2\n  - 3\n", "x");
  expect(lineOf(["a"])).toBe(1);
  expect(lineOf(["a", "b"])).toBe(2);
  expect(lineOf(["c", 0, "y"])).toBe(5);
  expect(lineOf(["c", 1])).toBe(6);
  expect(lineOf(["a", "missing"])).toBe(1);
});

describe("hostile texts end soon", { timeout: 20_000 }, () => {
  const ofLength = (numKeys: number): string => Array.from({ length: numKeys }, (_, i) => `k${i}: 1\n`).join("");

  test("many keys", async () => {
    const { value } = await parseYaml(ofLength(25_000), "x.yaml");
    expect(Object.keys(value as object)).toHaveLength(25_000);
    await expect(parseYaml(`${ofLength(20_000)}k7: 2\n`, "x.yaml")).rejects.toThrow(/"k7" is there twice.*line 20001/);
  });

  test.each([
    ["a long text", ofLength(50_000), /characters/],
    ["lists in lists", "[".repeat(50_000), /nested too deeply/],
    ["mappings in mappings", Array.from({ length: 700 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"), null],
    ["quotes and escapes", `a: "${"\\".repeat(100_001)}`, /quote/],
    ["blank lines", `a:\n${`${" ".repeat(50)}\n`.repeat(5000)}- `, null],
  ])("%s", async (_title, text, message) => {
    const outcome = parseYaml(text, "x.yaml");
    if (message === null) await outcome.catch((error: unknown) => expect(error).toBeInstanceOf(ConfigError));
    else await expect(outcome).rejects.toThrow(message);
  });
});
