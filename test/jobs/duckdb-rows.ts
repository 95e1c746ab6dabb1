import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInDuckdb } from "../../bench/src/duckdb-statements.ts";

/** The rows that DuckDB answers, as JSON has them. */
export async function duckdbRows(sql: string): Promise<Record<string, unknown>[]> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-duckdb-"));
  try {
    const path = join(folder, "rows.json");
    await runInDuckdb([`copy (${sql}) to '${path}' (format json, array true)`]);
    return JSON.parse(readFileSync(path, "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
