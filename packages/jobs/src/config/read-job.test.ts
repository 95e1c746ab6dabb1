import { describe, expect, test } from "vitest";
import { readJob } from "./read-job.ts";
import { parseYaml } from "./yaml-source.ts";

const head = "name: test\ninputs:\n  v: { path: a.parquet }\n";
const steps = (text: string): string => `${head}transforms:\n${text.replace(/^/gm, "  ")}`;

/** The faults of a config as `path: message`. */
async function faults(text: string): Promise<string[]> {
  const { issues } = readJob(await parseYaml(text, "x.yaml"));
  try {
    issues.throwIfAny();
  } catch (error) {
    const { issues: found } = (error as { details: { issues: { path: string; message: string }[] } }).details;
    return found.map(({ path, message }) => `${path}: ${message}`);
  }
  return [];
}

const cases: Record<string, readonly [config: string, path: string, message: RegExp]> = {
  "no mapping": ["- 1", "", /a mapping .* is needed, not a list/],
  "no name": ["inputs: { v: { path: a.csv } }", "", /"name" is missing/],
  "empty name": [head.replace("test", "''"), "name", /text is needed, not empty text/],
  "unknown key": [`${head}tranforms: []`, "tranforms", /unknown key "tranforms".*"transforms"/],
  "no inputs": ["name: x", "", /"inputs" is missing/],
  "inputs empty": ["name: x\ninputs: {}", "inputs", /there is no input/],
  "input without path": ["name: x\ninputs: { v: {} }", "inputs.v", /"path" is missing/],
  "unknown input key": ["name: x\ninputs: { v: { path: a.csv, colums: [a] } }", "inputs.v.colums", /"columns"/],
  "format unclear": ["name: x\ninputs: { v: { path: a.dat } }", "inputs.v.path", /add format: parquet or csv/],
  "wrong format": ["name: x\ninputs: { v: { path: a, format: excel } }", "inputs.v.format", /unknown format "excel"/],
  "column twice": ["name: x\ninputs: { v: { path: a.csv, columns: [a, a] } }", "inputs.v.columns[1]", /listed twice/],
  "unknown type": ["name: x\ninputs: { v: { path: a.csv, casts: { a: Flot32 } } }", "inputs.v.casts.a", /"Float32"/],
  "bad decimal": [
    "name: x\ninputs: { v: { path: a.csv, casts: { a: 'Decimal(2, 5)' } } }",
    "inputs.v.casts.a",
    /scale/,
  ],
  "CSV option of Parquet": [
    "name: x\ninputs: { v: { path: a.parquet, separator: ';' } }",
    "inputs.v.separator",
    /option of CSV/,
  ],
  "bad date": [
    `${head}filters: { date_range: { start: 2024-13-01 } }`,
    "filters.date_range.start",
    /no date or time: "2024-13-01"/,
  ],
  "date is a number": [
    `${head}filters: { date_range: { end: 2024 } }`,
    "filters.date_range.end",
    /no date or time: 2024/,
  ],
  "end before start": [
    `${head}filters: { date_range: { start: 2024-02-01, end: 2024-01-01 } }`,
    "filters.date_range.end",
    /lies before/,
  ],
  "date range key": [`${head}filters: { date_range: { from: 2024-02-01 } }`, "filters.date_range.from", /unknown key/],
  "filter no list": [`${head}filters: { facilities: UCSF }`, "filters.facilities", /a list is needed/],
  "condition without operator": [`${head}filters: [{ column: a }]`, "filters[0]", /an operator is missing: eq/],
  "unknown operator": [`${head}filters: [{ column: a, equals: 1 }]`, "filters[0].equals", /unknown key "equals"/],
  "between of one": [`${head}filters: [{ column: a, between: [1] }]`, "filters[0].between", /two values/],
  "any beside column": [`${head}filters: [{ any: [], column: a }]`, "filters[0]", /"any" stands alone/],
  "step without type": [steps("- { id: a }"), "transforms[0]", /"type" is missing/],
  "unknown step type": [
    steps("- { id: a, type: groupby }"),
    "transforms[0].type",
    /unknown step type "groupby".*"group_by"/,
  ],
  "step without id": [steps("- { type: limit, rows: 1 }"), "transforms[0]", /"id" is missing/],
  "duplicate id": [
    steps("- { id: a, type: limit, rows: 1 }\n- { id: a, type: limit, rows: 1 }"),
    "transforms[1].id",
    /the id "a" is taken by another step/,
  ],
  "id of an input": [steps("- { id: v, type: limit, rows: 1 }"), "transforms[0].id", /taken by an input/],
  "unknown reference": [
    steps("- { id: a, type: limit, rows: 1, input: w }"),
    "transforms[0].input",
    /no input or step "w"/,
  ],
  itself: [steps("- { id: a, type: limit, rows: 1, input: a }"), "transforms[0].input", /takes itself/],
  "later step": [
    steps("- { id: a, type: limit, rows: 1, input: b }\n- { id: b, type: limit, rows: 1, input: v }"),
    "transforms[0].input",
    /"b" is a later step/,
  ],
  cycle: [
    steps("- { id: a, type: limit, rows: 1, input: b }\n- { id: b, type: limit, rows: 1, input: a }"),
    "transforms[0]",
    /a → b → a/,
  ],
  "input unclear": [
    "name: x\ninputs: { v: { path: a.csv }, w: { path: b.csv } }\ntransforms: [{ id: a, type: limit, rows: 1 }]",
    "transforms[0]",
    /"input" is missing: there are several inputs \(v, w\)/,
  ],
  "join without right": [steps("- { id: a, type: join, on: k }"), "transforms[0]", /"right" is missing/],
  "join without keys": [steps("- { id: a, type: join, right: v }"), "transforms[0]", /"on" is missing/],
  "join keys twice": [steps("- { id: a, type: join, right: v, on: k, left_on: k }"), "transforms[0]", /not by both/],
  "join key counts": [
    steps("- { id: a, type: join, right: v, left_on: [k, l], right_on: k }"),
    "transforms[0]",
    /left_on has 2 keys, right_on 1/,
  ],
  "join type": [
    steps("- { id: a, type: join, right: v, on: k, how: outer }"),
    "transforms[0].how",
    /unknown join type "outer"/,
  ],
  "join validation": [
    steps("- { id: a, type: join, right: v, on: k, validate: '1' }"),
    "transforms[0].validate",
    /m:1/,
  ],
  "group_by without keys": [
    steps("- { id: a, type: group_by, aggregations: [] }"),
    "transforms[0]",
    /"keys" is missing/,
  ],
  "unknown aggregate": [
    steps("- { id: a, type: group_by, keys: k, aggregations: [{ column: x, function: avg }] }"),
    "transforms[0].aggregations[0].function",
    /unknown function "avg"/,
  ],
  "aggregate without column": [
    steps("- { id: a, type: group_by, keys: k, aggregations: [{ function: mean }] }"),
    "transforms[0].aggregations[0]",
    /"column" is missing/,
  ],
  "aggregates of one name": [
    steps("- { id: a, type: group_by, keys: k, aggregations: [{ column: x, function: sum, alias: k }] }"),
    "transforms[0].aggregations[0]",
    /two columns of the result are named "k"/,
  ],
  "derived column without name": [
    steps("- { id: a, type: derive, columns: [{ column: x }] }"),
    "transforms[0].columns[0]",
    /"name" is missing/,
  ],
  "derived column of nothing": [
    steps("- { id: a, type: derive, columns: [{ name: x }] }"),
    "transforms[0].columns[0]",
    /what the column holds is missing/,
  ],
  "unknown function": [
    steps("- { id: a, type: derive, columns: [{ name: x, column: y, function: yearr }] }"),
    "transforms[0].columns[0].function",
    /unknown function "yearr".*"year"/,
  ],
  "stray operand": [
    steps("- { id: a, type: derive, columns: [{ name: x, column: y, function: year, value: 1 }] }"),
    "transforms[0].columns[0]",
    /the function year takes no "value"/,
  ],
  "labels of a cut": [
    steps("- { id: a, type: derive, columns: [{ name: x, cut: { column: y, breaks: [1, 2], labels: [a] } }] }"),
    "transforms[0].columns[0].cut.labels",
    /2 breaks make 3 classes, but there are 1 labels/,
  ],
  "breaks of a cut": [
    steps("- { id: a, type: derive, columns: [{ name: x, cut: { column: y, breaks: [2, 1] } }] }"),
    "transforms[0].columns[0].cut.breaks",
    /have to ascend/,
  ],
  limit: [steps("- { id: a, type: limit, rows: -1 }"), "transforms[0].rows", /an integer from 0 on is needed, not -1/],
  "output key": [`${head}outputs: { parqet: a }`, "outputs.parqet", /"parquet"/],
  "output files": [`${head}outputs: { parquet: a, csv: a }`, "outputs.csv", /the same file as parquet/],
  "unknown result": [`${head}outputs: { result: w }`, "outputs.result", /no input or step "w"/],
  engine: [`${head}settings: { engine: gpu }`, "settings.engine", /unknown engine "gpu".*streaming, auto, in-memory/],
  codec: [`${head}settings: { compression: zst }`, "settings.compression", /unknown compression "zst".*"zstd"/],
  memory: [`${head}settings: { memory: much }`, "settings.memory", /as in "256MB"/],
  threads: [`${head}settings: { threads: 0 }`, "settings.threads", /an integer from 1 on is needed, not 0/],
  "check of nothing": [`${head}checks: [{ on: v }]`, "checks[0]", /one check is needed/],
  "check of unknown id": [`${head}checks: [{ rows: { min: 1 }, on: w }]`, "checks[0].on", /no input or step "w"/],
  "range without bounds": [`${head}checks: [{ range: { column: a } }]`, "checks[0].range", /"min" or "max" is missing/],
};

describe("every fault of a config has its path", () => {
  for (const [name, [config, path, message]] of Object.entries(cases)) {
    test(name, async () => {
      if (name === "no mapping") {
        await expect(faults(config)).rejects.toThrow(message);
        return;
      }
      const found = (await faults(config)).find((fault) => fault.startsWith(`${path}: `) && message.test(fault));
      expect(found ?? (await faults(config))).toMatch(message);
    });
  }
});

test("all faults are told together, in the order of the file, with their lines", async () => {
  const text = `${head}filters: { date_range: { start: no } }\nsettings: { engine: gpu }\ntransforms:\n  - { id: a, type: nothing }\n`;
  const { issues } = readJob(await parseYaml(text, "x.yaml"));
  expect(() => issues.throwIfAny()).toThrow(
    expect.objectContaining({
      code: "INVALID_CONFIG",
      message: expect.stringMatching(
        /^The config has 3 errors: x\.yaml\n {2}filters\.date_range\.start: .*\(line 4\)\n {2}settings\.engine: .*\(line 5\)\n {2}transforms\[0\]\.type: .*\(line 7\)$/,
      ),
    }),
  );
});

test("a config without faults, with its defaults", async () => {
  expect(await faults(head)).toEqual([]);
  const { config } = readJob(await parseYaml(head, "x.yaml"));
  expect(config.settings).toMatchObject({ engine: "streaming", compression: "zstd", memory: null, rowCounts: "auto" });
  expect(config.outputs).toMatchObject({ result: { id: "v" }, parquet: null });
});

test("[SEC-16] foreign tags and keys that reach prototypes are refused, wherever they stand", async () => {
  for (const tag of ["!!js/function", "!!python/object/apply:os.system", "!ruby/object:A"]) {
    await expect(parseYaml(`${head}description: ${tag} 'x'\n`, "x.yaml"), tag).rejects.toThrow(/tag.*line 4/i);
  }
  const value = "__proto__: { polluted: 1, path: a.csv }";
  const texts = [
    `${head}${value}`,
    `name: test\ninputs:\n  v: { path: a.csv }\n  ${value}\n`,
    `${head}settings:\n  ${value}\n`,
  ];
  for (const text of texts) expect((await faults(text)).join(), text).toMatch(/__proto__/);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
