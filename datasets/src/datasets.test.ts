import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { localWriteContext, resolveCsvWriteOptions, resolveParquetWriteOptions } from "@millrace/formats";
import { afterAll, expect, test } from "vitest";
import { readArguments } from "./arguments.ts";
import type { Plan } from "./columns.ts";
import { tables } from "./registry.ts";
import { generate } from "./table.ts";
import { vitals } from "./tables/vitals.ts";
import { writeTable } from "./write-table.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-datasets-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const context = localWriteContext();
const plan: Plan = { seed: 42, rows: 5000, patients: 300, users: 10, nullRate: 0.02 };
const target = {
  folder,
  formats: ["parquet", "csv"] as const,
  files: 1,
  parquet: resolveParquetWriteOptions(),
  csv: resolveCsvWriteOptions(),
};

async function query(sql: string): Promise<unknown[][]> {
  const connection = await (await DuckDBInstance.create()).connect();
  return (await connection.runAndReadAll(sql)).getRows();
}

for (const table of tables) {
  test(`${table.name}: equal seeds give equal bytes, and both formats hold the same rows`, async () => {
    const bytes = async (seed: number): Promise<Buffer[]> => {
      const files = await writeTable(context, table, { ...plan, seed }, target);
      return files.map((file) => readFileSync(file.path));
    };
    const first = await bytes(42);
    expect(await bytes(43)).not.toEqual(first);
    expect(await bytes(42)).toEqual(first);
    const stem = join(folder, table.name);
    const text = `SELECT * FROM '${stem}.parquet' EXCEPT ALL SELECT * FROM read_csv('${stem}.csv', nullstr='')`;
    expect(await query(text)).toEqual([]);
    expect(await query(`SELECT count(*) FROM '${stem}.csv'`)).toEqual([[5000n]]);
  });
}

test("a row depends on its number, not on where generation begins", () => {
  for (const table of tables) {
    const [whole] = [...generate(table, plan, 0, 64)];
    const [part] = [...generate(table, plan, 32, 64)];
    whole!.columns.forEach((column, c) => {
      if (column.offsets !== null) {
        const start = column.offsets[32]!;
        expect(Buffer.from(column.data.subarray(start)).equals(part!.columns[c]!.data)).toBe(true);
      } else
        expect(Buffer.from(column.data.subarray(column.data.length / 2)).equals(part!.columns[c]!.data)).toBe(true);
    });
  }
});

test("vitals are split by year and their values look like vitals", async () => {
  await writeTable(context, vitals, plan, { ...target, formats: ["parquet"], files: "year" });
  expect(readdirSync(join(folder, "vitals")).sort()).toEqual(
    [2021, 2022, 2023, 2024].map((year) => `vitals_${year}.parquet`),
  );
  const glob = join(folder, "vitals/*.parquet");
  const rows = await query(
    `SELECT count(*), bool_and(filename LIKE '%' || year(timestamp) || '%'), count(bmi) < count(*), max(bmi) > 70,
     count(DISTINCT facility), avg(heart_rate) BETWEEN 70 AND 86 FROM read_parquet('${glob}', filename = true)`,
  );
  expect(rows).toEqual([[5000n, true, true, true, 6n, true]]);
});

test("the command line names what is wrong", () => {
  expect(() => readArguments(["vital"])).toThrow(/No such table: "vital". Did you mean "vitals"/);
  expect(() => readArguments(["vitals", "--format", "xml"])).toThrow(/--format/);
  expect(() => readArguments(["vitals", "--rows", "many"])).toThrow(/--rows is an integer/);
  const cli = join(import.meta.dirname, "cli.ts");
  const result = spawnSync(process.execPath, [cli, "nothing"], { encoding: "utf8" });
  expect([result.status, result.stdout]).toEqual([2, ""]);
  expect(spawnSync(process.execPath, [cli, "--help"], { encoding: "utf8" }).stdout).toContain("--rows");
});
