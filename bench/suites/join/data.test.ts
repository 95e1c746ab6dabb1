import { DuckDBInstance } from "@duckdb/node-api";
import { expect, it } from "vitest";
import { j1Statements } from "./data.ts";

const rows = 20_000;

async function tablesOf(size: number): Promise<(sql: string) => Promise<readonly unknown[]>> {
  const connection = await (await DuckDBInstance.create()).connect();
  for (const [name, sql] of Object.entries(j1Statements(size))) await connection.run(`create table ${name} as ${sql}`);
  return async (sql) => (await connection.runAndReadAll(sql)).getRows()[0]!.map((value) => Number(value));
}

it("keys of the right sides are unique, and nine of ten rows of x have a partner in each of them", async () => {
  const one = await tablesOf(rows);
  const keys = { small: "id1", medium: "id2", big: "id3" };
  for (const [table, key] of Object.entries(keys)) {
    const [count, distinct] = (await one(`select count(*), count(distinct ${key}) from ${table}`)) as number[];
    expect(distinct, table).toBe(count);
    const [matched] = (await one(`select count(*) from x semi join ${table} using (${key})`)) as number[];
    expect(matched! / rows, table).toBeGreaterThan(0.87);
    expect(matched! / rows, table).toBeLessThan(0.93);
  }
  expect(await one("select count(*), count(distinct id3) from x")).toEqual([rows, rows]);
  expect(await one("select count(*) from big where id6 <> 'id' || id3 or id5 <> 'id' || id2")).toEqual([0]);
});

it("equal sizes give equal rows [BEN-15]", async () => {
  const hashOf = async (): Promise<readonly unknown[]> =>
    (await tablesOf(rows))("select sum(hash(x)::hugeint) % 1e15::hugeint, count(*) from x");
  expect(await hashOf()).toEqual(await hashOf());
});
