import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

// The package as a user gets it: built, packed, installed with npm into an empty folder, and used from there.

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const maxUnpackedBytes = 2_000_000;
/** What loading the package may add to the start of a process. */
const maxImportMs = 60;
const importRuns = 5;

let folder: string;
/** The installed package's folder. */
let installed: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "millrace-package-"));
  const dist = join(folder, "dist");
  await run(process.execPath, [join(root, "scripts/build.ts"), "--out", dist], { cwd: root });
  await npm(["pack", "--pack-destination", folder], dist);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  writeFileSync(join(folder, "package.json"), '{ "name": "user", "private": true, "type": "module" }\n');
  await npm(["install", `./${tarball}`, "--offline", "--no-audit", "--no-fund"], folder);
  installed = join(folder, "node_modules/millrace");
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function npm(args: readonly string[], cwd: string): Promise<unknown> {
  return run("npm", args, { cwd });
}

/** Runs a module's text in the user's folder; resolves to what it printed. */
async function script(name: string, code: string): Promise<string> {
  writeFileSync(join(folder, name), code);
  const { stdout } = await run(process.execPath, [name], { cwd: folder });
  return stdout;
}

/** Every file that npm put there, relative to the user's node_modules. */
function installedFiles(): string[] {
  const modules = join(folder, "node_modules");
  return readdirSync(modules, { recursive: true, withFileTypes: true, encoding: "utf8" })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(modules, join(entry.parentPath, entry.name)));
}

describe("what npm fetches", () => {
  test("is one package without dependencies, install scripts and native code [TST-19]", () => {
    const foreign = installedFiles().filter(
      (path) => !path.startsWith("millrace/") && path !== ".package-lock.json" && !path.startsWith(".bin/"),
    );
    expect(foreign).toEqual([]);
    expect(installedFiles().filter((path) => path.endsWith(".node") || path.endsWith("binding.gyp"))).toEqual([]);
    const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as Record<string, unknown>;
    for (const key of ["dependencies", "optionalDependencies", "peerDependencies", "scripts"]) {
      expect(manifest[key], key).toBeUndefined();
    }
  });

  test("holds the library, the worker, the kernels, the command, types and licences", () => {
    const names = readdirSync(installed);
    for (const name of ["main.js", "worker.js", "kernels.wasm", "cli.js", "types", "LICENSE", "README.md"]) {
      expect(names).toContain(name);
    }
    expect(readFileSync(join(installed, "THIRD-PARTY-LICENSES.txt"), "utf8")).toContain("piscina");
  });

  test("is at most 2 MB unpacked", () => {
    const bytes = installedFiles().reduce((sum, path) => sum + statSync(join(folder, "node_modules", path)).size, 0);
    expect(bytes).toBeLessThanOrEqual(maxUnpackedBytes);
  });
});

describe("the installed package", () => {
  test("runs a query over CSV and Parquet on two threads and writes a file", async () => {
    const printed = await script(
      "query.js",
      `import { col, DataFrame, len, scanCsv, scanParquet } from "millrace";
      import { writeFileSync } from "node:fs";
      const ids = Array.from({ length: 200_000 }, (_, i) => i % 1000);
      const values = DataFrame({ id: ids, value: ids.map((id) => id / 2) });
      await values.writeParquet("values.parquet", { rowGroupSize: 20_000 });
      writeFileSync("names.csv", "id,name\\n" + Array.from({ length: 10 }, (_, i) => i + ",name " + (i % 2)).join("\\n"));
      const summary = await scanParquet("values.parquet")
        .join(scanCsv("names.csv").withColumns(col("id").cast(values.schema.types()[0])), { on: "id" })
        .groupBy("name")
        .agg(col("value").sum(), len())
        .sort("name")
        .sinkParquet("out.parquet", { threads: 2 });
      const out = await scanParquet("out.parquet").collect({ threads: 2 });
      console.log(JSON.stringify({ rows: summary.rows, records: out.toRecords() }));`,
    );
    expect(JSON.parse(printed)).toEqual({
      rows: 2,
      records: [
        { name: "name 0", value: 200 * (0 + 1 + 2 + 3 + 4), len: 1000 },
        { name: "name 1", value: 200 * (0.5 + 1.5 + 2.5 + 3.5 + 4.5), len: 1000 },
      ],
    });
  });

  test("loads Arrow only when it is asked for", async () => {
    const code = `import { DataFrame } from "millrace";
      console.log((await DataFrame({ a: [1, 2] }).toArrow()).numRows);`;
    expect(await script("arrow.js", code)).toBe("2\n");
  });

  test("answers its command", async () => {
    const command = join(folder, "node_modules/.bin/millrace");
    const { stdout } = await run(process.execPath, [command, "--help"], { cwd: folder });
    expect(stdout).toContain("run CONFIG.yaml");
    await script("input.js", 'import { writeFileSync } from "node:fs"; writeFileSync("in.csv", "a,b\\n1,x\\n2,y\\n");');
    await run(process.execPath, [command, "convert", "in.csv", "converted.parquet"], { cwd: folder });
    expect(statSync(join(folder, "converted.parquet")).size).toBeGreaterThan(0);
  });

  test(`is imported within ${maxImportMs} ms`, async () => {
    const runs: ImportTime[] = [];
    for (let i = 0; i < importRuns; i++) runs.push(await importTime());
    const wallMs = median(runs.map((times) => times.wallMs));
    // Where other programs keep the machine busy, the processor's time says what the import costs.
    const cpuMs = median(runs.map((times) => times.cpuMs));
    expect(Math.min(wallMs, cpuMs), `${wallMs} ms, of the processor ${cpuMs} ms`).toBeLessThanOrEqual(maxImportMs);
  });
});

interface ImportTime {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** What `import "millrace"` takes in a process of its own, the start of Node apart. */
async function importTime(): Promise<ImportTime> {
  const printed = await script(
    "import.js",
    `const cpu = process.cpuUsage();
    const start = performance.now();
    await import("millrace");
    const wallMs = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    console.log(JSON.stringify({ wallMs, cpuMs: (user + system) / 1000 }));`,
  );
  return JSON.parse(printed) as ImportTime;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
