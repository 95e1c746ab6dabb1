import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadPipeline, runPipeline } from "@millrace/jobs";
import { col, datetime, readCsv, readParquet, scanParquet } from "millrace";
import { beforeAll, describe, expect, test } from "vitest";
import { duckdbRows } from "./duckdb-rows.ts";
import type { Config } from "./fixtures.ts";
import { filesBelow, testFolder, vitalsConfig, writeTables } from "./fixtures.ts";
import { stringify } from "./yaml-text.ts";

const folder = testFolder("pipeline");
beforeAll(() => writeTables(folder));
const config = (): Config => vitalsConfig(folder);
const out = (name: string): string => join(folder, "out", name);

// p1 has two encounters at the facilities, p2 one: each measurement counts that often.
const expected = [
  { facility: "UCSF", year: 2024, month: 1, avg_hr: 60, avg_bmi: 21, num_patients: 4 },
  { facility: "ZSFG", year: 2024, month: 2, avg_hr: 250 / 3, avg_bmi: 30, num_patients: 3 },
];

describe("the main job", () => {
  test("[S-17] [CFG-08] [CFG-09] result of filters, join and aggregation", async () => {
    const { result } = await runPipeline(config());
    expect(result.columns).toEqual(["facility", "year", "month", "avg_hr", "avg_bmi", "num_patients"]);
    expect(result.toRecords()).toEqual(expected);
  });

  test("[S-17] equals the query written by hand", async () => {
    const { result } = await runPipeline(config());
    const facilities = ["UCSF", "ZSFG"];
    const right = scanParquet(join(folder, "encounters/*.parquet")).filter(col("facility").isIn(facilities));
    const byHand = await scanParquet(join(folder, "vitals/*.parquet"))
      .filter(col("facility").isIn(facilities), col("timestamp").ge(datetime("2024-01-01")))
      .join(right, { on: "patient_id" })
      .groupBy("facility", col("timestamp").dt.year().alias("year"), col("timestamp").dt.month().alias("month"))
      .agg(
        col("heart_rate").mean().alias("avg_hr"),
        col("bmi").mean().alias("avg_bmi"),
        col("patient_id").count().alias("num_patients"),
      )
      .sort(["facility", "year", "month"])
      .collect();
    expect(result.equals(byHand)).toBe(true);
  });

  test("[CFG-01] [CFG-19] a file and an object are the same job", async () => {
    const file = join(folder, "job.yaml");
    writeFileSync(file, `# a comment\n${stringify(config())}`);
    const fromFile = await runPipeline(file);
    const fromObject = await runPipeline(config());
    expect(fromFile.result.equals(fromObject.result)).toBe(true);
    expect(fromFile.artifacts).toMatchObject([{ kind: "parquet" }, { kind: "csv" }, { kind: "log" }]);
    expect((await loadPipeline(file)).steps.map(({ id }) => id)).toEqual(["join_encounters", "aggregate", "ordered"]);
  });

  test("[CFG-11] count is not the number of patients, nUnique is", async () => {
    const { result } = await runPipeline(config(), { "transforms.aggregate.aggregations[2].function": "nUnique" });
    expect(result.toRecords().map((row) => row["num_patients"])).toEqual([1, 2]);
  });

  test("[CFG-11] every aggregate function", async () => {
    const functions = ["mean", "count", "sum", "min", "max", "median", "nUnique", "first", "last", "std", "var"];
    const { result } = await runPipeline({
      name: "functions",
      inputs: { vitals: { path: join(folder, "vitals/*.parquet"), columns: ["facility", "heart_rate"] } },
      filters: { where: { column: "facility", eq: "UCSF" } },
      transforms: [
        {
          id: "all",
          type: "group_by",
          keys: "facility",
          aggregations: [
            ...functions.map((name) => ({ column: "heart_rate", function: name, alias: name })),
            { function: "len" },
          ],
        },
      ],
    });
    const [row] = result.toRecords();
    expect(row).toMatchObject({ mean: 90, count: 2, min: 60, max: 120, median: 90, nUnique: 3, first: 60, last: 120 });
    expect([Number(row!["sum"]), row!["var"], row!["len"]]).toEqual([180, 1800, 3]);
    expect(row!["std"]).toBeCloseTo(Math.sqrt(1800), 12);
  });
});

describe("inputs and filters", () => {
  const only = (filters: unknown, input: object = {}): Record<string, unknown> => ({
    name: "filters",
    inputs: { vitals: { path: join(folder, "vitals/*.parquet"), ...input } },
    filters,
    checks: [{ rows: { min: 0 } }],
  });
  const rows = async (filters: unknown, input: object = {}): Promise<number> =>
    (await runPipeline(only(filters, input))).result.height;

  test("[CFG-03] [CFG-04] formats by extension or by name; only the listed columns", async () => {
    const csv = join(folder, "vitals.csv");
    const odd = join(folder, "vitals.data");
    await readParquet(join(folder, "vitals/*.parquet")).then((frame) => frame.writeCsv(csv));
    writeFileSync(odd, readFileSync(csv, "utf8").replaceAll(",", ";"));
    const read = async (input: object): Promise<readonly unknown[]> => {
      const { result } = await runPipeline({ name: "x", inputs: { v: { columns: ["bmi", "facility"], ...input } } });
      expect(result.columns).toEqual(["bmi", "facility"]);
      return result.toRecords();
    };
    const fromParquet = await read({ path: join(folder, "vitals/*.parquet") });
    expect(await read({ path: csv })).toEqual(fromParquet);
    expect(await read({ path: odd, format: "csv", separator: ";" })).toEqual(fromParquet);
    expect(await read({ path: [join(folder, "vitals/1.parquet"), join(folder, "vitals/2.parquet")] })).toEqual(
      fromParquet,
    );
  });

  test("[CFG-05] membership: plural keys, the general form, and the empty list", async () => {
    expect(await rows({ facilities: ["UCSF", "ZSFG"] })).toBe(5);
    expect(await rows({ facility: ["UCSF"] })).toBe(3);
    expect(await rows({ where: [{ column: "facility", in: ["UCSF", "ZSFG"] }] })).toBe(5);
    expect(await rows([{ column: "facility", not_in: ["UCSF", "ZSFG"] }])).toBe(1);
    expect(await rows({ facilities: [] })).toBe(0);
    expect(await rows({ facilities: null })).toBe(7);
  });

  test("[CFG-06] date ranges: both bounds belong to them, an end without time is its whole day, null is open", async () => {
    const range = (start: string | null, end: string | null): Promise<number> => rows({ date_range: { start, end } });
    expect(await range("2024-01-01", null)).toBe(6);
    expect(await range("2024-01-01T00:00:01", null)).toBe(5);
    expect(await range(null, "2024-02-29")).toBe(7);
    expect(await range(null, "2024-02-29T23:59:59")).toBe(6);
    expect(await range("2024-01-31", "2024-02-01T08:00:00")).toBe(2);
    expect(await range(null, null)).toBe(7);
    const days = { path: join(folder, "encounters/*.parquet") };
    expect(await rows({ date_range: { column: "encounter_date", start: "2024-01-01", end: "2024-02-01" } }, days)).toBe(
      2,
    );
  });

  test("further operators of conditions", async () => {
    expect(await rows([{ column: "heart_rate", ge: 80, lt: 100 }])).toBe(2);
    expect(await rows([{ column: "heart_rate", between: [80, 100] }])).toBe(3);
    expect(await rows([{ column: "heart_rate", is_null: true }])).toBe(1);
    expect(await rows([{ column: "heart_rate", gt: { column: "bmi" } }])).toBe(5);
    expect(
      await rows([
        {
          any: [
            { column: "facility", eq: "CPMC" },
            { column: "bmi", lt: 21 },
          ],
        },
      ]),
    ).toBe(2);
    expect(await rows([{ not: { column: "facility", starts_with: "U" } }])).toBe(3);
    expect(await rows([{ column: "timestamp", in: ["2024-01-05", "2024-01-01"] }])).toBe(3);
    expect(await rows([{ column: "timestamp", ne: "2024-01-05" }])).toBe(5);
  });

  test("[CFG-13] casts on load; a value that does not fit stops the job and names the input", async () => {
    const job = only(undefined, { columns: ["bmi"], casts: { bmi: "Float32" } });
    expect((await runPipeline(job)).result.schema.toJSON()).toEqual({ bmi: "Float32" });
    const csv = join(folder, "bad.csv");
    writeFileSync(csv, "a,b\n1,x\n2,3\n");
    const bad = { name: "bad", inputs: { numbers: { path: csv, casts: { b: "Float64" } } } };
    const log: string[] = [];
    const onLog = (entry: { level: string; step?: string }): void => void log.push(`${entry.level} ${entry.step}`);
    await expect(runPipeline(bad, {}, { onLog })).rejects.toThrow(expect.objectContaining({ code: "PARSE_ERROR" }));
    expect(log.at(-1)).toBe("ERROR numbers");
    const lenient = await runPipeline(bad, { "inputs.numbers.ignore_errors": true });
    expect(lenient.result.column("b").toArray()).toEqual([null, 3]);
  });

  test("values that are read as null are counted, however rows are", async () => {
    const csv = join(folder, "words.csv");
    writeFileSync(csv, "a,b\n1,x\n2,y\n3,4\n");
    const words = { path: csv, casts: { b: "Float64" }, ignore_errors: true };
    const whole = "did not fit the type of the column and were read as null";
    const needed = "that the job read did not fit the type of the column and became null";
    for (const [row_counts, last] of [
      ["none", needed],
      ["auto", whole],
      ["all", whole],
    ]) {
      const { log } = await runPipeline({ name: "words", inputs: { words }, settings: { row_counts } });
      const rejects = log.filter(({ message }) => message.includes("reject"));
      expect(rejects).toMatchObject([{ level: "WARN", step: "words", message: `rejects: 2 values ${last}` }]);
    }
    const more = { path: csv, ignore_errors: true };
    const both = { id: "both", type: "join", left: "words", right: "more", on: "a" };
    const settings = { row_counts: "none" };
    const { log } = await runPipeline({ name: "two", inputs: { words, more }, transforms: [both], settings });
    expect(log.map(({ message }) => message)).toContain(`rejects: 2 values of words, more ${needed}`);
  });
});

describe("outputs", () => {
  test("[CFG-14] [CFG-15] Parquet and CSV hold the rows of the result; a second run replaces them, byte for byte", async () => {
    const { result } = await runPipeline(config());
    const read = (): Buffer[] => [readFileSync(out("summary.parquet")), readFileSync(out("summary.csv"))];
    const first = read();
    expect((await readParquet(out("summary.parquet"))).equals(result)).toBe(true);
    expect(
      (await readCsv(out("summary.csv"))).toRecords().map((row) => Object.values(row).map(Number).slice(1)),
    ).toEqual(result.toRecords().map((row) => Object.values(row).map(Number).slice(1)));
    await runPipeline(config());
    expect(read()).toEqual(first);
    expect(filesBelow(join(folder, "out"))).toEqual(["summary.csv", "summary.log", "summary.parquet"]);
  });

  test("[CFG-02] [CFG-16] the log tells name, engine, version, rows, durations, and joins many to many", async () => {
    const { log } = await runPipeline(config());
    const text = readFileSync(join(folder, "out/summary.log"), "utf8");
    expect(text.trimEnd().split("\n")).toHaveLength(log.length);
    expect(text).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z INFO start: Vitals \(by month\), millrace \d/);
    expect(text).toContain("INFO engine: streaming");
    expect(text).toContain("WARN [join_encounters] many-to-many join: the keys (patient_id) repeat on both sides");
    expect(text).toContain("INFO [join_encounters] join: 7 rows of 4 left × 3 right rows");
    expect(text).toContain("INFO [vitals] 4 rows after filters");
    expect(text).toContain("INFO [aggregate] group_by: 2 rows");
    expect(text).toMatch(
      /INFO \[ordered\] \(with join_encounters, aggregate, ordered\) ran as one query in \d+\.\d\d s: 2 rows/,
    );
    expect(text).toMatch(/INFO end: \d+\.\d\d s, peak memory of the process \d+ MiB\n$/);
  });

  test("[CFG-16] [CFG-20] the log tells how long each phase took, a hook's time included", async () => {
    const phases: string[] = [];
    const slow = (phase: string): void => {
      phases.push(phase);
      const until = performance.now() + 120;
      while (performance.now() < until);
    };
    const { log } = await runPipeline(config(), {}, { onPhase: slow });
    const taken = log.filter(({ message }) => / took /.test(message));
    expect(taken.map(({ message }) => message.split(" ")[0])).toEqual(["load", "transform", "write"]);
    expect(phases).toEqual(["load", "transform", "write"]);
    for (const i of phases.keys()) {
      const { message, seconds } = taken[i]!;
      expect(seconds).toBeGreaterThanOrEqual(0.12);
      expect(message).toBe(`${phases[i]} took ${seconds!.toFixed(2)} s`);
    }
    const sum = taken.reduce((total, { seconds }) => total + seconds!, 0);
    const { seconds: whole, message: end } = log.at(-1)!;
    expect(end).toMatch(/^end: /);
    expect(whole! - sum).toBeGreaterThanOrEqual(0);
    expect(whole! - sum).toBeLessThan(0.1);
  });

  test("[CFG-16] counts may be left out", async () => {
    const { log } = await runPipeline(config(), { "settings.row_counts": "none" });
    expect(log.some(({ level }) => level === "WARN")).toBe(false);
    expect(log.find(({ step }) => step === "ordered")?.rows).toBe(2);
  });

  test("[CFG-18] the codec is the one that the footer tells", async () => {
    for (const compression of ["zstd", "snappy", "uncompressed"]) {
      await runPipeline(config(), { "settings.compression": compression });
      const codecs = await duckdbRows(`select distinct compression from parquet_metadata('${out("summary.parquet")}')`);
      expect(codecs).toEqual([{ compression: compression.toUpperCase() }]);
    }
  });

  test("[CFG-17] every engine gives the same rows", async () => {
    for (const engine of ["streaming", "auto", "in-memory"]) {
      const { result, log } = await runPipeline(config(), { "settings.engine": engine });
      expect(result.toRecords()).toEqual(expected);
      expect(log.map(({ message }) => message)).toContain(`engine: ${engine}`);
    }
  });

  test("[CFG-28] [CFG-29] manifest and checksums", async () => {
    const paths = {
      "outputs.manifest": join(folder, "out2/manifest.json"),
      "outputs.checksums": join(folder, "out2/sums.txt"),
    };
    const { artifacts } = await runPipeline(config(), paths);
    const manifest = JSON.parse(readFileSync(paths["outputs.manifest"], "utf8"));
    expect(manifest).toMatchObject({ name: "Vitals", description: "by month", rows: 2, schema: { year: "Int32" } });
    expect(manifest.inputs.vitals.files).toHaveLength(2);
    expect(manifest.outputs.csv.sha256).toBe(artifacts.find(({ kind }) => kind === "csv")!.sha256);
    expect(readFileSync(paths["outputs.checksums"], "utf8")).toContain("  ../out/summary.parquet\n");
  });

  test("any id may be the result", async () => {
    const { result } = await runPipeline(config(), { "outputs.result": "join_encounters" });
    expect(result.height).toBe(7);
    expect(result.columns).toContain("facility_right");
  });
});
