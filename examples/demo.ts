// `npm run demo`: a batch job over 3 million rows under a memory cap, and the same work done eagerly.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { scanParquet } from "millrace";

const root = join(import.meta.dirname, "..");
const folder = join(root, ".cache/demo");
const cli = join(root, "packages/millrace/dist/cli.js");
const memory = "256MB";
const tables = {
  vitals: { numRows: 3_000_000, columns: ["patient_id", "facility", "timestamp", "heart_rate", "bmi"] },
  encounters: { numRows: 200_000, columns: ["patient_id", "facility", "encounter_date"] },
};
const patients = 50_000;

/** Time and peak memory of a process. */
interface Run {
  readonly seconds: number;
  /** VmHWM; null where the system does not tell. */
  readonly peakMiB: number | null;
}

/** Runs a program of this project. Throws where it fails. */
async function run(args: readonly string[], quiet = false): Promise<Run> {
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: quiet ? ["ignore", "ignore", "inherit"] : "inherit",
  });
  let peakMiB: number | null = null;
  // The high-water mark only rises: the last look before the end is the one that counts.
  const watch = setInterval(() => {
    peakMiB = peakOf(child.pid!) ?? peakMiB;
  }, 10);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  clearInterval(watch);
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}`);
  return { seconds: (performance.now() - started) / 1000, peakMiB };
}

function peakOf(pid: number): number | null {
  try {
    const match = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return match === null ? null : Number(match[1]) / 1024;
  } catch {
    return null;
  }
}

/** The tables as Parquet, and their columns that the job uses as CSV. */
async function generate(): Promise<void> {
  for (const [table, { numRows, columns }] of Object.entries(tables)) {
    const parquet = join(folder, `${table}.parquet`);
    const csv = join(folder, `${table}.csv`);
    if (existsSync(parquet) && existsSync(csv)) continue;
    console.log(`Generating ${numRows.toLocaleString("en-US")} rows of ${table} in ${relative(root, folder)} …`);
    const size = ["--rows", `${numRows}`, "--patients", `${patients}`];
    await run(["datasets/src/cli.ts", table, ...size, "--out", folder], true);
    await scanParquet(parquet).select(columns).sinkCsv(csv);
  }
}

/** Builds the package unless it is newer than every source. */
async function build(): Promise<void> {
  const built = existsSync(cli) ? statSync(cli).mtimeMs : 0;
  const isNewer = readdirSync(join(root, "packages"), { recursive: true, withFileTypes: true }).some((entry) => {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !/\/(src|build)\//.test(path) || path.includes("node_modules")) return false;
    return statSync(path).mtimeMs > built;
  });
  if (!isNewer) return;
  console.log("Building the package …");
  await run(["scripts/build.ts"], true);
}

/** The first difference of two results, numbers compared to 9 digits, or null. */
function difference(ours: string, theirs: string): string | null {
  const table = (path: string): string[][] =>
    readFileSync(join(root, path), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => line.split(",").map((cell) => (Number.isNaN(Number(cell)) ? cell : Number(cell).toPrecision(9))));
  const expected = table(theirs);
  const found = table(ours);
  for (let i = 0; i < Math.max(found.length, expected.length); i++) {
    if (`${found[i]}` !== `${expected[i]}`) return `line ${i + 1}: ${found[i]} instead of ${expected[i]}`;
  }
  return null;
}

function report(runs: Readonly<Record<string, Run>>): void {
  const lines = [["", "time", "peak memory"]];
  for (const [name, { seconds, peakMiB }] of Object.entries(runs)) {
    lines.push([name, `${seconds.toFixed(1)} s`, peakMiB === null ? "?" : `${peakMiB.toFixed(0)} MiB`]);
  }
  console.log("\nThe same rows three times; time and peak memory of each process, from its start to its end:\n");
  for (const [name, time, peak] of lines) console.log(`  ${name!.padEnd(36)}${time!.padStart(8)}${peak!.padStart(14)}`);
}

async function main(): Promise<void> {
  mkdirSync(join(folder, "outputs"), { recursive: true });
  await generate();
  await build();
  const job = "examples/vitals_pipeline.yaml";
  console.log(`\nmillrace run ${job} --memory ${memory} --explain\n`);
  const fromParquet = await run([cli, "run", job, "--memory", memory, "--explain", ...settings("parquet")]);
  const fromCsv = await run([cli, "run", job, "--memory", memory, "--quiet", ...settings("csv")]);
  console.log("\nThe same eagerly: fast-csv into JavaScript arrays …");
  const sources = [file("vitals.csv"), file("encounters.csv"), file("outputs/eager.csv")];
  const eager = await run(["--max-old-space-size=8192", "examples/eager-baseline.ts", ...sources]);
  for (const format of ["parquet", "csv"]) {
    const found = difference(file(`outputs/from_${format}.csv`), file("outputs/eager.csv"));
    if (found !== null) throw new Error(`The results differ at ${found}`);
  }
  report({
    [`millrace, ${memory} cap, Parquet`]: fromParquet,
    [`millrace, ${memory} cap, CSV`]: fromCsv,
    "eager: fast-csv, arrays, CSV": eager,
  });
}

/** The job's inputs in this format, and its outputs. */
function settings(format: "parquet" | "csv"): string[] {
  const values = {
    "inputs.vitals.path": file(`vitals.${format}`),
    "inputs.encounters.path": file(`encounters.${format}`),
    "outputs.parquet": file(`outputs/from_${format}.parquet`),
    "outputs.csv": file(`outputs/from_${format}.csv`),
    "outputs.log": file(`outputs/from_${format}.log`),
    "outputs.manifest": file(`outputs/from_${format}.json`),
  };
  return Object.entries(values).flatMap(([path, value]) => ["--set", `${path}=${value}`]);
}

/** A file of the demo, as a path from the root. */
function file(name: string): string {
  return relative(root, join(folder, name));
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
