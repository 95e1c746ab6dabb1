import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { main } from "@millrace/jobs";
import { DataFrame, Datetime, Float64, readParquet, String as Text } from "millrace";
import { beforeAll, describe, expect, test } from "vitest";
import { duckdbRows } from "./duckdb-rows.ts";
import { filesBelow, testFolder, vitalsConfig, writeTables } from "./fixtures.ts";
import { stringify } from "./yaml-text.ts";

const folder = testFolder("cli");
const configFile = join(folder, "job.yaml");
const cli = join(import.meta.dirname, "../../packages/millrace/src/cli.ts");

beforeAll(async () => {
  await writeTables(folder);
  writeFileSync(configFile, stringify(vitalsConfig(folder)));
});

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process. */
async function millrace(...args: string[]): Promise<Outcome> {
  const texts = { out: "", err: "" };
  const code = await main(args, {
    out: (text) => {
      texts.out += text;
    },
    err: (text) => {
      texts.err += text;
    },
    columns: null,
    onStop: () => () => undefined,
  });
  return { code, ...texts };
}

/** Runs the command line as a program in `cwd`; `onErr` sees what it writes to stderr. */
function program(
  cwd: string,
  args: readonly string[],
  onErr: (text: string, kill: () => void) => void = () => undefined,
): Promise<Outcome> {
  const child = spawn(process.execPath, [cli, ...args], { cwd });
  const texts = { out: "", err: "" };
  child.stdout.on("data", (data: Buffer) => {
    texts.out += data.toString();
  });
  child.stderr.on("data", (data: Buffer) => {
    texts.err += data.toString();
    onErr(texts.err, () => child.kill("SIGINT"));
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code: code ?? -1, ...texts })));
}

describe("run", () => {
  test("[CFG-21] a config as argument or option; log on stderr, rows on stdout", async () => {
    const { code, out, err } = await millrace("run", configFile, "--explain");
    expect(code).toBe(0);
    expect(out).toContain("PARQUET SCAN");
    expect(out).toContain("│ UCSF");
    expect(out).toMatch(/\n2 rows\n$/);
    expect(err).toMatch(/^INFO start: Vitals/);
    expect(await millrace("run", "--config", configFile, "--quiet")).toEqual({ code: 0, out: "", err: "" });
  });

  test("[CFG-33] values, engine, memory and threads from the command line", async () => {
    const parquet = join(folder, "other/result.parquet");
    const settings = ["--set", `outputs.parquet=${parquet}`, "--set", "transforms.aggregate.keys=[facility]"];
    const steps = ["--set", "transforms.ordered.by=facility", "--threads", "1", "--memory", "2GB", "--engine", "auto"];
    const { code, err } = await millrace("run", configFile, ...settings, ...steps);
    expect([code, err]).toEqual([0, expect.stringContaining("INFO engine: auto, memory 2048 MiB, 1 threads")]);
    expect((await readParquet(parquet)).columns).toEqual(["facility", "avg_hr", "avg_bmi", "num_patients"]);
  });

  test("[CFG-17] [CFG-21] wrong usage and wrong configs end with 2", async () => {
    const cases: [string[], RegExp][] = [
      [["run"], /run needs a config/],
      [["run", "a.yaml", "b.yaml"], /run takes one config/],
      [["run", join(folder, "no.yaml")], /No such file: .*no\.yaml/],
      [["run", configFile, "--engine", "gpu"], /--engine is one of streaming, auto, in-memory, not "gpu"/],
      [["run", configFile, "--set", "settings.engine=gpu"], /settings\.engine: unknown engine "gpu"/],
      [["run", configFile, "--set", "nonsense"], /path=value is needed/],
      [["run", configFile, "--memory", "lots"], /--memory is a size such as 256MB, not "lots"/],
      [["run", configFile, "--threads", "none"], /--threads is an integer from 1 on/],
      [["run", configFile, "--quiett"], /no option --quiett\. Did you mean "quiet"\?/],
      [["rum"], /There is no command "rum"\. Did you mean "run"\?/],
      [[], /Usage: millrace COMMAND/],
    ];
    for (const [args, message] of cases) {
      const { code, err, out } = await millrace(...args);
      expect([args, code, out]).toEqual([args, 2, ""]);
      expect(err).toMatch(message);
    }
  });

  test("a memory limit that the engine would not keep to", async () => {
    const limits = ["--engine", "in-memory", "--memory", "1GB"];
    const run = await millrace("run", configFile, ...limits);
    expect([run.code, run.err]).toEqual([2, expect.stringContaining('settings.memory: the engine "in-memory"')]);
    const describe = await millrace("describe", join(folder, "vitals/*.parquet"), ...limits);
    expect([describe.code, describe.err]).toEqual([2, expect.stringContaining("leave --memory out")]);
  });

  test("[CFG-34] a run that fails ends with 1 and tells the step once", async () => {
    const { code, err } = await millrace("run", configFile, "--set", "transforms.join_encounters.validate=m:1");
    expect(code).toBe(1);
    expect(err.match(/ERROR/g)).toHaveLength(1);
    expect(err).toMatch(/ERROR \[join_encounters\] The keys of the right side are not unique/);
    const quiet = await millrace("run", configFile, "--quiet", "--set", "filters.facilities=[]");
    expect(quiet.code).toBe(1);
    expect(quiet.err).toMatch(/^ERROR A check failed: rows: the result has no rows/);
  });

  test("[S-19] SIGINT stops the program, which cleans up", async () => {
    const big = join(folder, "big.parquet");
    const rows = 600_000;
    const values = Float64Array.from({ length: rows }, (_, i) => (i * 7919) % rows);
    await DataFrame({ k: values.map((value) => value % 3000), v: values }).writeParquet(big);
    const outputs = { parquet: join(folder, "stopped/a.parquet"), csv: join(folder, "stopped/a.csv") };
    const job = {
      name: "endless",
      inputs: { a: { path: big }, b: { path: big } },
      transforms: [{ id: "all", type: "join", left: "a", right: "b", on: "k" }],
      outputs,
      settings: { row_counts: "none" },
    };
    writeFileSync(join(folder, "endless.yaml"), stringify(job));
    let killed = false;
    const { code, err } = await program(folder, ["run", "endless.yaml"], (text, kill) => {
      if (!text.includes("input:") || killed) return;
      killed = true;
      setTimeout(kill, 400);
    });
    expect([code, err]).toEqual([130, expect.stringContaining("ERROR stopped by SIGINT; nothing was published")]);
    expect(existsSync(join(folder, "stopped"))).toBe(false);
  });
});

describe("summary", () => {
  const data = join(folder, "summary/data");
  const at = (text: string): Date => new Date(`${text}Z`);

  beforeAll(async () => {
    mkdirSync(data, { recursive: true });
    const times = ["2022-12-31T23:59:59", "2023-01-01T00:00:00", "2023-01-02T00:00:00", "2023-05-01T00:00:00"].map(at);
    const schema = { patient_id: Text, timestamp: Datetime, heart_rate: Float64 };
    const table = (file: number, ids: string[], rates: (number | null)[]): Promise<unknown> =>
      DataFrame({ patient_id: ids, timestamp: times, heart_rate: rates }, { schema }).writeParquet(
        join(data, `vitals_${file}.parquet`),
      );
    await table(1, ["odd", "odd", "odd", "odd"], [1000, 70, 90, 80]);
    await table(2, ["even", "even", "even", "nulls"], [1000, 70, 80, null]);
    await table(3, ["even", "nulls", "some", "some"], [1000, null, null, 60]);
  });

  const expected = [
    { patient_id: "even", num_measurements: 2, median_hr: 75 },
    { patient_id: "nulls", num_measurements: 2, median_hr: null },
    { patient_id: "odd", num_measurements: 3, median_hr: 80 },
    { patient_id: "some", num_measurements: 2, median_hr: 60 },
  ];

  test("[S-19] [CFG-22] [CFG-23] defaults, in the current directory", async () => {
    const { code, out, err } = await program(join(folder, "summary"), ["summary"]);
    expect([code, out, err]).toEqual([0, "", "INFO Wrote 4 rows to outputs/vitals_summary.parquet\n"]);
    const path = join(folder, "summary/outputs/vitals_summary.parquet");
    expect((await readParquet(path)).toRecords()).toEqual(expected);
    expect(filesBelow(join(folder, "summary/outputs"))).toEqual(["vitals_summary.parquet"]);
  });

  test("[CFG-24] [CFG-26] [CFG-27] every engine; the output is replaced; the same as DuckDB", async () => {
    const input = join(data, "vitals_*.parquet");
    const output = join(folder, "deep/er/summary.parquet");
    for (const engine of ["streaming", "auto", "in-memory"]) {
      const { code, err } = await millrace("summary", "--input", input, "--output", output, "--engine", engine);
      expect([code, err]).toEqual([0, `INFO Wrote 4 rows to ${output}\n`]);
      expect((await readParquet(output)).toRecords()).toEqual(expected);
    }
    const rows = await duckdbRows(
      `select patient_id, count(*)::int num_measurements, median(heart_rate) median_hr from '${input}' ` +
        "where timestamp >= '2023-01-01' group by all order by 1",
    );
    expect(rows).toEqual(expected);
  });

  test("[CFG-26] the exact number of rows, as a plain number", async () => {
    const output = join(folder, "numbers/summary.parquet");
    for (const n of [1, 1234]) {
      const input = join(folder, `numbers/${n}.csv`);
      const rows = Array.from({ length: n }, (_, i) => `p${i},2024-01-01T00:00:00,1\n`);
      mkdirSync(join(folder, "numbers"), { recursive: true });
      writeFileSync(input, `patient_id,timestamp,heart_rate\n${rows.join("")}`);
      const summary = await millrace("summary", "--input", input, "--output", output);
      expect(summary).toEqual({ code: 0, out: "", err: `INFO Wrote ${n} rows to ${output}\n` });
      const job = join(folder, "numbers/job.yaml");
      const outputs = { parquet: join(folder, "numbers/a.parquet"), csv: join(folder, "numbers/a.csv") };
      writeFileSync(job, stringify({ name: "numbers", inputs: { a: { path: input } }, outputs }));
      const { err } = await millrace("run", job);
      const lines = err.split("\n").filter((line) => line.includes("Wrote"));
      expect(lines).toEqual(Object.values(outputs).map((path) => `INFO Wrote ${n} rows to ${path}`));
    }
  });

  test("[S-19] [CFG-22] [CFG-24] errors", async () => {
    const gpu = await millrace("summary", "--engine", "gpu");
    expect([gpu.code, gpu.err]).toEqual([2, expect.stringContaining("streaming, auto, in-memory")]);
    const nothing = await millrace("summary", "--input", "nowhere/vitals_*.parquet");
    expect([nothing.code, nothing.err]).toEqual([1, "ERROR No such file: nowhere/vitals_*.parquet\n"]);
    const text = join(folder, "text.csv");
    writeFileSync(text, "patient_id,timestamp,heart_rate\na,yesterday,1\n");
    const wrong = await millrace("summary", "--input", text);
    expect([wrong.code, wrong.err]).toEqual([
      1,
      expect.stringContaining('"timestamp" has to be a Datetime, it is String'),
    ]);
  });
});

describe("other commands", () => {
  test("[CFG-25] help and version go to stdout", async () => {
    const version = JSON.parse(
      readFileSync(join(import.meta.dirname, "../../packages/millrace/package.json"), "utf8"),
    ).version;
    expect(await millrace("--version")).toEqual({ code: 0, out: `millrace ${version}\n`, err: "" });
    const help = await millrace("--help");
    expect([help.code, help.err]).toEqual([0, ""]);
    for (const command of ["run", "summary", "convert", "describe"]) {
      expect(help.out).toContain(`\n  ${command} `);
      const own = await millrace(command, "--help");
      expect([own.code, own.err]).toEqual([0, ""]);
      expect(own.out).toMatch(new RegExp(`^Usage: millrace ${command} `));
    }
    expect((await millrace("summary", "--help")).out).toContain("Generate the vitals summary");
  });

  test("[CFG-37] convert tells sizes and their ratio", async () => {
    const csv = join(folder, "convert/in.csv");
    const parquet = join(folder, "convert/deep/out.parquet");
    mkdirSync(join(folder, "convert"));
    writeFileSync(
      csv,
      `n,day\n${Array.from({ length: 50_000 }, (_, i) => `${i % 7},2024-01-0${(i % 9) + 1}\n`).join("")}`,
    );
    const { code, out } = await millrace("convert", csv, parquet, "--compression", "snappy");
    expect(code).toBe(0);
    expect(out).toMatch(/in\.csv: 0\.6 MB\n.*out\.parquet: 0\.\d MB, 50,000 rows\nratio: \d+\.\d\d\n$/);
    expect(await duckdbRows(`select distinct compression from parquet_metadata('${parquet}')`)).toEqual([
      { compression: "SNAPPY" },
    ]);
    const back = join(folder, "convert/back.csv");
    await millrace("convert", parquet, back);
    expect(readFileSync(back, "utf8")).toBe(readFileSync(csv, "utf8"));
    const ignored = await millrace("convert", parquet, join(folder, "convert/no.csv"), "--compression", "snappy");
    expect([ignored.code, ignored.err]).toEqual([2, expect.stringContaining("--compression is of Parquet")]);
    expect(existsSync(join(folder, "convert/no.csv"))).toBe(false);
    expect((await millrace("convert", csv)).code).toBe(2);
    expect((await millrace("convert", csv, "out.xlsx")).err).toContain(".parquet and .csv are known");
    expect((await millrace("convert", csv, parquet, "--compression", "lzma")).code).toBe(2);
  });

  test("[CFG-31] describe tells columns, types and statistics", async () => {
    const { code, out } = await millrace("describe", join(folder, "vitals/*.parquet"));
    expect(code).toBe(0);
    expect(out).toContain(": 7 rows, 6 columns\n");
    expect(out).toMatch(/│ heart_rate +┆ Int32 +┆ 6 +┆ 1 +┆ 93\.3333/);
    expect(out).toMatch(/│ timestamp +┆ Datetime\(us\) ┆ 7 +┆ 0 +┆ null +┆ null +┆ 2023-12-31T23:59:59/);
    expect((await millrace("describe")).code).toBe(2);
  });
});
