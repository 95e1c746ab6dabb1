import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareFiles } from "./compare-files.ts";

let folder: string;

async function write(name: string, sql: string): Promise<string> {
  const path = join(folder, `${name}.parquet`);
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`copy (${sql}) to '${path}' (format parquet)`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bench-answers-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("comparison of answers in files", () => {
  it("takes other orders, integer widths and last digits of floats [BEN-11]", async () => {
    const expected = await write(
      "expected",
      "select i::bigint as k, 'n' || i as s, i / 3.0::double as x from range(5000) t(i)",
    );
    const actual = await write(
      "reversed",
      "select i::integer as k, 'n' || i as s, i / 3.0::double * (1 + 1e-12) as x from range(5000) t(i) order by i desc",
    );
    expect(await compareFiles(actual, expected, { tempFolder: folder })).toBeNull();
  });

  it("sees rows out of their order", async () => {
    const sql = "select i // 10 as k, (i % 10) * 0.5::double as x from range(3000) t(i)";
    const sorted = await write("sorted", `${sql} order by k, x desc`);
    const swapped = await write("swapped", `${sql} order by if(i = 17, -1, k), x desc`);
    expect(await compareFiles(sorted, sorted, { tempFolder: folder, sortedBy: ["k", "-x"] })).toBeNull();
    expect(await compareFiles(swapped, sorted, { tempFolder: folder })).toBeNull();
    expect(await compareFiles(swapped, sorted, { tempFolder: folder, sortedBy: ["k", "-x"] })).toMatch(
      /^[12] rows? come/,
    );
  });

  it("tells large integers apart that are one as floats", async () => {
    const expected = await write("keys", "select 9007199254740992 + i as k from range(100) t(i)");
    const shifted = await write("shifted", "select 9007199254740992 + (i // 2) * 2 as k from range(100) t(i)");
    expect(await compareFiles(expected, expected, { tempFolder: folder })).toBeNull();
    expect(await compareFiles(shifted, expected, { tempFolder: folder })).toMatch(/rows differ/);
  });

  it("sees one value, one null and one row too many", async () => {
    const expected = await write("plain", "select i as k, i * 0.5::double as x from range(100) t(i)");
    const value = await write("value", "select i as k, if(i = 7, 3.6, i * 0.5)::double as x from range(100) t(i)");
    const missing = await write("missing", "select i as k, if(i = 7, null, i * 0.5)::double as x from range(100) t(i)");
    const longer = await write("longer", "select i as k, i * 0.5::double as x from range(101) t(i)");
    expect(await compareFiles(value, expected, { tempFolder: folder })).toBe("1 of 100 rows differ");
    expect(await compareFiles(missing, expected, { tempFolder: folder })).toBe("1 of 100 rows differ");
    expect(await compareFiles(longer, expected, { tempFolder: folder })).toBe("101 rows instead of 100");
  });
});
