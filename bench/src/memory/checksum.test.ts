import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runInDuckdb } from "../duckdb-statements.ts";
import type { FileChecksum } from "./checksum.ts";
import { checksumOf } from "./checksum.ts";

let folder: string;

async function checksum(name: string, sql: string): Promise<FileChecksum> {
  const path = join(folder, `${name}.parquet`);
  await runInDuckdb([`copy (${sql}) to '${path}' (format parquet)`]);
  return checksumOf(path, folder);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bench-checksum-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("checksum of a file's rows", () => {
  it("is the same in every order, and another for another row, value or multiplicity", async () => {
    const rows = "select i as k, 'n' || i as s, i * 0.1::double as x from range(3000) t(i)";
    const given = await checksum("given", rows);
    expect(given).toEqual({ rows: 3000, checksum: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(await checksum("turned", `${rows} order by k desc`)).toEqual(given);
    expect(await checksum("value", `select k, s, if(k = 5, 0.6, x)::double as x from (${rows})`)).not.toEqual(given);
    const twice = await checksum(
      "twice",
      `select * from (${rows}) where k <> 5 union all (select * from (${rows}) where k = 6)`,
    );
    expect(twice.rows).toBe(3000);
    expect(twice.checksum).not.toBe(given.checksum);
  });

  it("reads a file without rows", async () => {
    expect(await checksum("empty", "select 1 as k where false")).toEqual({ rows: 0, checksum: "0000000000000000" });
  });
});
