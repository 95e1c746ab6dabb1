import { expect, test } from "vitest";
import { applyOverrides, parseOverride } from "./overrides.ts";
import { parseYaml } from "./yaml-source.ts";

const text = "inputs:\n  v: { path: a.csv }\ntransforms:\n  - { id: first, type: limit, rows: 3 }\n";
const apply = async (...settings: string[]): Promise<unknown> => {
  const source = await parseYaml(text, "x.yaml");
  return applyOverrides(source, await Promise.all(settings.map(parseOverride))).value;
};

test("values are typed as in YAML and reach into lists by position or id", async () => {
  expect(
    await apply("inputs.v.path=b.csv", "transforms[0].rows=5", "settings.threads=2", "inputs.v.columns=[a, b]"),
  ).toEqual({
    inputs: { v: { path: "b.csv", columns: ["a", "b"] } },
    transforms: [{ id: "first", type: "limit", rows: 5 }],
    settings: { threads: 2 },
  });
  expect(await apply("transforms.first.rows=7", "filters.date_range.end=null", "name='5'")).toMatchObject({
    transforms: [{ rows: 7 }],
    filters: { date_range: { end: null } },
    name: "5",
  });
});

test("paths that lead nowhere are told", async () => {
  for (const [setting, message] of [
    ["novalue", /path=value is needed/],
    ["=5", /path=value is needed/],
    ["a=[1", /the value is no YAML/],
    ["transforms.second.rows=1", /no item with the id "second"/],
    ["transforms[4].rows=1", /the list has 1 items/],
    ["inputs.v.path.deep=1", /inputs.v.path is no mapping/],
  ] as const) {
    await expect(apply(setting)).rejects.toThrow(message);
  }
});

test("a path does not reach prototypes", async () => {
  await apply("__proto__.polluted=1", "inputs.__proto__.polluted=1");
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test("what was set has no line", async () => {
  const source = applyOverrides(await parseYaml(text, "x.yaml"), [await parseOverride("transforms[0].rows=5")]);
  expect(source.lineOf(["transforms", 0, "rows"])).toBeNull();
  expect(source.lineOf(["transforms", 0, "id"])).toBe(4);
});
