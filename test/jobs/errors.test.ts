import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LogEntry } from "@millrace/jobs";
import { runPipeline } from "@millrace/jobs";
import { DataFrame } from "millrace";
import { beforeAll, describe, expect, test } from "vitest";
import type { Config } from "./fixtures.ts";
import { filesBelow, testFolder, vitalsConfig, writeTables } from "./fixtures.ts";
import { stringify } from "./yaml-text.ts";

const folder = testFolder("errors");
beforeAll(() => writeTables(folder));
const config = (): Config => vitalsConfig(folder);

/** The faults of a run as `path: message`. */
async function faults(overrides: Record<string, unknown>, job: Config | string = config()): Promise<string[]> {
  try {
    await runPipeline(job, overrides);
  } catch (error) {
    const { code, details } = error as { code: string; details: { issues: { path: string; message: string }[] } };
    expect(code).toBe("INVALID_CONFIG");
    return details.issues.map(({ path, message }) => `${path}: ${message}`);
  }
  throw new Error("The job ran");
}

describe("faults that need the columns", () => {
  const cases: Record<string, readonly [overrides: Record<string, unknown>, fault: string | RegExp]> = {
    "[CFG-03] glob without match": [
      { "inputs.vitals.path": "nowhere/*.parquet" },
      "inputs.vitals.path: no file matches nowhere/*.parquet",
    ],
    "[CFG-04] column of an input": [
      { "inputs.vitals.columns[3]": "heart_rte" },
      'inputs.vitals.columns[3]: column not found: "heart_rte". Did you mean "heart_rate"?',
    ],
    "[CFG-13] cast of a column that is not there": [
      { "inputs.vitals.casts": { bmj: "Float32" } },
      'inputs.vitals.casts.bmj: column not found: "bmj". Did you mean "bmi"?',
    ],
    "[CFG-05] filter of no column": [
      { "filters.hospitals": ["UCSF"] },
      /^filters\.hospitals: no input has a column "hospitals" or "hospital"\. The columns are: patient_id,/,
    ],
    "filter of another type": [
      { "filters.facilities": [5] },
      "filters.facilities[0]: the column is String, the value is 5",
    ],
    "[CFG-06] date range of no column": [
      { "filters.date_range.column": "moment" },
      /^filters\.date_range: no input has a column "moment"\. The columns are: patient_id/,
    ],
    "[CFG-06] date range of text": [
      { "filters.date_range.column": "facility" },
      'filters.date_range: the column "facility" is String, not a date. Read it as Datetime: casts, or try_parse_dates for CSV',
    ],
    "join key": [
      { "transforms.join_encounters.on": ["patient"] },
      /^transforms\[0\]\.on\[0\]: column not found: "patient"/,
    ],
    "[CFG-10] month without a time column": [
      { "transforms.aggregate.input": "encounters" },
      /^transforms\[1\]\.keys\[1\]: there is no column "year", and none named "timestamp"/,
    ],
    key: [
      { "transforms.aggregate.keys": ["facilty"] },
      'transforms[1].keys[0]: column not found: "facilty". Did you mean "facility"?',
    ],
    "[CFG-11] aggregated column": [
      { "transforms.aggregate.aggregations[0].column": "hr" },
      /^transforms\[1\]\.aggregations\[0\]\.column: column not found: "hr"/,
    ],
    "aggregate of a wrong type": [
      { "transforms.aggregate.aggregations[0].column": "facility" },
      'transforms[1].aggregations[0].column: mean is not defined for the type String of "facility"',
    ],
    "sort key": [{ "transforms.ordered.by": ["nothing"] }, /^transforms\[2\]\.by\[0\]: column not found: "nothing"/],
    check: [{ checks: [{ range: { column: "avg", min: 1 } }] }, /^checks\[0\]\.range\.column: column not found: "avg"/],
  };
  for (const [name, [overrides, fault]] of Object.entries(cases)) {
    test(name, async () => {
      const found = await faults(overrides);
      expect(found).toContainEqual(typeof fault === "string" ? fault : expect.stringMatching(fault));
    });
  }

  test("[S-17] all faults are told at once, with their lines, and nothing has been written", async () => {
    const file = join(folder, "faulty.yaml");
    const text = stringify(config())
      .replace('"heart_rate","bmi"]', '"heart_rte","bmi"]')
      .replace('"function":"count"', '"function":"counts"');
    writeFileSync(file, text);
    const error = (await runPipeline(file).catch((caught: unknown) => caught)) as Error;
    expect(error.message).toContain(`The config has 2 errors: ${file}`);
    const line = text.split("\n").findIndex((candidate) => candidate.includes("heart_rte")) + 1;
    expect(error.message).toContain(`inputs.vitals.columns[3]: column not found: "heart_rte"`);
    expect(error.message).toContain(`(line ${line})`);
    expect(error.message).toContain('transforms[1].aggregations[2].function: unknown function "counts"');
    expect(existsSync(join(folder, "out"))).toBe(false);
  });

  test("files that are no configs", async () => {
    expect(await faults({}, join(folder, "missing.yaml"))).toEqual([`: No such file: ${join(folder, "missing.yaml")}`]);
    expect(await faults({}, folder)).toHaveLength(1);
    const broken = join(folder, "broken.yaml");
    writeFileSync(broken, "a: [1\n");
    expect(await faults({}, broken)).toHaveLength(1);
    expect(await faults({ "transforms[9].how": "left" })).toEqual(["transforms[9].how: the list has 3 items"]);
  });
});

describe("outputs that cannot be", () => {
  const own = join(folder, "own");
  const source = join(own, "x.csv");
  const job = (): Config => ({ name: "own", inputs: { a: { path: source } } });

  beforeAll(() => {
    mkdirSync(own);
    writeFileSync(source, "n\n1\n");
    symlinkSync(own, join(folder, "other-name"));
  });

  test("an output that is an input, or the config, by any name", async () => {
    for (const path of [source, `${own}/../own/x.csv`, join(folder, "other-name/x.csv")]) {
      for (const kind of ["parquet", "csv", "log", "manifest", "checksums"]) {
        const fault = `outputs.${kind}: this would replace a file that the job reads, input a: ${path}`;
        expect(await faults({ [`outputs.${kind}`]: path }, job())).toEqual([fault]);
      }
    }
    expect(readFileSync(source, "utf8")).toBe("n\n1\n");
    const file = join(own, "job.yaml");
    const text = stringify({ ...job(), outputs: { csv: join(folder, "other-name/job.yaml") } });
    writeFileSync(file, text);
    expect(await faults({}, file)).toEqual([expect.stringMatching(/^outputs\.csv: .* reads, the config: /)]);
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test("one file under several names", async () => {
    const same = await faults(
      {
        "outputs.parquet": join(folder, "exo/s.out"),
        "outputs.csv": `${folder}/exo/../exo/./s.out`,
        "outputs.log": join(own, "s.log"),
        "outputs.manifest": join(folder, "other-name/s.log"),
      },
      job(),
    );
    expect(same).toEqual([
      `outputs.csv: the same file as parquet: ${folder}/exo/../exo/./s.out`,
      `outputs.manifest: the same file as log: ${join(folder, "other-name/s.log")}`,
    ]);
  });

  test("a folder, and a file where a folder has to be", async () => {
    const outputs = { "outputs.csv": own, "outputs.log": join(source, "deep/a.log") };
    expect(await faults(outputs, job())).toEqual([
      `outputs.csv: it is a folder: ${own}. Name a file`,
      `outputs.log: a part of the path is a file, not a folder: ${join(source, "deep/a.log")}`,
    ]);
  });
});

describe("runs that fail", () => {
  const output = join(folder, "kept");
  const outputs = {
    "outputs.parquet": join(output, "a.parquet"),
    "outputs.csv": join(output, "a.csv"),
    "outputs.log": join(output, "a.log"),
  };

  /** Runs a job that fails and returns the error and the last entry of its log. */
  async function failing(job: Config, overrides: Record<string, unknown>): Promise<{ error: Error; last: LogEntry }> {
    const log: LogEntry[] = [];
    const phases: string[] = [];
    const options = { onLog: (entry: LogEntry) => log.push(entry), onPhase: (phase: string) => phases.push(phase) };
    const error = await runPipeline(job, overrides, options).then(
      () => new Error("The job ran"),
      (caught: Error) => caught,
    );
    expect(phases).not.toContain("write");
    return { error, last: log.at(-1)! };
  }

  beforeAll(() => {
    mkdirSync(output, { recursive: true });
    writeFileSync(outputs["outputs.parquet"], "old");
  });

  function nothingChanged(): void {
    expect(filesBelow(output)).toEqual(["a.parquet"]);
    expect(readFileSync(outputs["outputs.parquet"], "utf8")).toBe("old");
  }

  const checks: Record<string, readonly [check: object, message: RegExp]> = {
    "[CFG-32] rows": [{ rows: { min: 3 } }, /checks\[0\]\.rows: 2 rows, at least 3 are needed/],
    "rows, too many": [{ rows: { min: 1, max: 1 } }, /2 rows, at most 1 are allowed/],
    "[CFG-32] schema": [{ schema: { avg_hr: "Float32" } }, /checks\[0\]\.schema: "avg_hr" is Float64, not Float32/],
    "schema, missing column": [{ schema: { other: "Float32" } }, /the column "other" is missing/],
    unique: [{ unique: "year" }, /checks\[0\]\.unique: 1 combinations of year occur more than once/],
    range: [
      { range: { column: "avg_hr", min: 30, max: 80 } },
      /checks\[0\]\.range: "avg_hr" lies beyond 30 to 80 in 1 rows/,
    ],
    "not null": [{ not_null: ["facility"], on: "vitals" }, /checks\[0\]\.not_null: "facility" has 1 nulls/],
    "rows of an input": [{ rows: { max: 3 }, on: "encounters" }, /4 rows, at most 3 are allowed/],
  };
  for (const [name, [check, message]] of Object.entries(checks)) {
    test(`a check that does not hold: ${name}`, async () => {
      // The tables themselves are checked as they are, without filters.
      const filters = "on" in check ? null : config()["filters"];
      const { error, last } = await failing(config(), { ...outputs, checks: [check], filters });
      expect(error).toMatchObject({ code: "CHECK_FAILED" });
      expect(last).toMatchObject({ level: "ERROR", message: expect.stringMatching(message) });
      nothingChanged();
    });
  }

  test("a result without rows is an error unless it is allowed", async () => {
    const none = { ...outputs, "filters.facilities": [] };
    const { error } = await failing(config(), none);
    expect(error.message).toContain("the result has no rows");
    nothingChanged();
    const allowed = {
      "filters.facilities": [],
      "outputs.parquet": join(folder, "empty/a.parquet"),
      checks: [{ rows: { min: 0 } }],
    };
    expect((await runPipeline(config(), { ...allowed, "outputs.csv": null, "outputs.log": null })).result.height).toBe(
      0,
    );
  });

  test("[CFG-20] [CFG-34] an error of a query names its step and leaves everything as it was", async () => {
    const validated = await failing(config(), { ...outputs, "transforms.join_encounters.validate": "m:1" });
    expect(validated.error).toMatchObject({ code: "JOIN_VALIDATION" });
    expect(validated.last).toMatchObject({ level: "ERROR", step: "join_encounters" });
    nothingChanged();
    const columns = [{ name: "n", column: "facility", function: "cast", to: "Int32" }];
    const strict = { id: "numbers", type: "with_columns", columns };
    const cast = await failing(config(), { ...outputs, "transforms[3]": strict });
    expect(cast.error).toMatchObject({ code: "STRICT_CAST" });
    expect(cast.last).toMatchObject({ level: "ERROR", step: "numbers" });
    nothingChanged();
  });

  test("[CFG-34] of several joins the one whose keys repeat is named", async () => {
    const write = (name: string, data: Record<string, unknown[]>): Promise<unknown> =>
      DataFrame(data).writeParquet(join(folder, "joins", `${name}.parquet`), { mkdir: true });
    await write("facts", { a: [1, 2, 3], b: [1, 1, 2] });
    await write("once", { a: [1, 2, 3], x: [1, 2, 3] });
    await write("twice", { k: [1, 1, 2], y: [1, 2, 3] });
    const path = (name: string): Config => ({ path: join(folder, "joins", `${name}.parquet`) });
    const inputs = { facts: path("facts"), once: path("once"), twice: path("twice") };
    const promise = { type: "join", validate: "m:1" };
    const first = { ...promise, id: "first", left: "facts", right: "once", on: "a" };
    const second = { ...promise, id: "second", left: "first", right: "twice", left_on: "b", right_on: "k" };
    const { error, last } = await failing({ name: "joins", inputs, transforms: [first, second] }, {});
    expect(error).toMatchObject({ code: "JOIN_VALIDATION", details: { validate: "m:1", side: "right", keys: ["k"] } });
    expect(last).toMatchObject({ level: "ERROR", step: "second" });
    // Keys of the same names on both joins: no guess is made.
    await write("again", { a: [1, 1, 2], z: [1, 2, 3] });
    const third = { ...first, id: "third", left: "first", right: "again" };
    const both = { ...inputs, again: path("again") };
    const alike = await failing({ name: "alike", inputs: both, transforms: [first, third] }, {});
    expect(alike.error).toMatchObject({ code: "JOIN_VALIDATION" });
    expect(alike.last).toMatchObject({ level: "ERROR" });
    expect(alike.last.step).toBeUndefined();
  });

  test("[CFG-34] a damaged file names its input", async () => {
    const path = join(folder, "damaged.parquet");
    await DataFrame({ a: Float64Array.from({ length: 5000 }, (_, i) => i * 1.5) }).writeParquet(path);
    const bytes = readFileSync(path);
    bytes.fill(0xff, 10, 400);
    writeFileSync(path, bytes);
    const { last } = await failing({ name: "damaged", inputs: { broken: { path } } }, {});
    expect(last).toMatchObject({ level: "ERROR", step: "broken" });
  });

  test("an abort stops the job and leaves nothing", async () => {
    const controller = new AbortController();
    const options = {
      signal: controller.signal,
      onPhase: (phase: string) => phase === "transform" && controller.abort(),
    };
    await expect(runPipeline(config(), outputs, options)).rejects.toThrow(
      expect.objectContaining({ code: "QUERY_ABORTED" }),
    );
    nothingChanged();
  });

  test("an output that cannot be written", async () => {
    const { error } = await failing(config(), { "outputs.parquet": folder });
    expect(error.message).toContain("it is a folder");
  });
});
