import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LiteralValue } from "@millrace/plan";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { query } from "../../write/testing/duckdb.ts";
import { testContext } from "../testing/bump-arena.ts";
import { readTable } from "../testing/read-table.ts";
import { xxhash64 } from "./xxhash64.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-bloom-"));
const path = join(folder, "bloom.parquet");
const ROWS = 8192;

// Few values a row group, far apart, so that they have dictionaries and bloom filters and wide bounds.
beforeAll(async () => {
  const spread = `(i % 50) * 1000 + (i // 4096) * 7`;
  await query(
    `COPY (SELECT ${spread} AS n, (${spread})::INTEGER AS i32, (${spread})::UINTEGER AS u32, (${spread} + 0.25)::DOUBLE AS f64,
      (${spread} + 0.5)::FLOAT AS f32, 'text ' || (${spread}) AS s, DATE '2000-01-01' + (${spread})::INTEGER AS d
      FROM range(${ROWS}) t(i) ORDER BY i) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 4096)`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const groupsKept = (column: string, values: readonly LiteralValue[], file = path): number => {
  const tests = [{ column, op: values.length === 1 ? "eq" : "in", values }] as const;
  return readTable(testContext(), [file], { columns: [column], tests }).plan.morsels.length;
};

test("hashes are those of XXH64", () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  expect(xxhash64(bytes(""))).toBe(0xef46db3751d8e999n);
  expect(xxhash64(bytes("a"))).toBe(0xd24ec4f1a98c6e5bn);
  expect(xxhash64(bytes("abc"))).toBe(0x44bc2cf5ad770999n);
  expect(xxhash64(bytes("Nobody inspects the spammish repetition"))).toBe(0xfbcea83c8a378bf1n);
});

describe("bloom filters", () => {
  test.each<[string, readonly LiteralValue[], number]>([
    ["n", [5000n], 1],
    ["n", [5007n], 1],
    ["n", [5001n], 0],
    ["n", [5000], 1],
    ["n", [5001n, 5002n, null], 0],
    ["n", [5000n, 5007n], 2],
    ["i32", [5007n], 1],
    ["i32", [5003n], 0],
    ["u32", [5000n], 1],
    ["u32", [5003n], 0],
    ["f64", [5007.25], 1],
    ["f64", [5007.5], 0],
    ["f32", [5000.5], 1],
    ["f32", [5000.75], 0],
    ["s", ["text 5000"], 1],
    ["s", ["text 5001"], 0],
    ["d", [10957n + 5007n], 1],
    ["d", [10957n + 5003n], 0],
  ])("of %s keep for %s %d row groups", (column, values, kept) => expect(groupsKept(column, values)).toBe(kept));

  test("say in the ledger what they pruned", () => {
    const tests = [{ column: "n", op: "eq", values: [5001n] }] as const;
    const { pruned } = readTable(testContext(), [path], { columns: ["n"], tests }).plan.ledger;
    expect(pruned.find(({ reason }) => reason === "bloom filter")?.rows).toBe(ROWS);
  });

  test("that are damaged lose no file and no error", () => {
    const good = readFileSync(path);
    const damaged = join(folder, "damaged.parquet");
    const footer = good.length - 8 - good.readUInt32LE(good.length - 8);
    for (let at = footer - 400; at < footer; at += 7) {
      const bytes = Buffer.from(good);
      bytes[at] = bytes[at]! ^ 0x55;
      writeFileSync(damaged, bytes);
      expect(groupsKept("s", ["text 5000"], damaged)).toBeLessThanOrEqual(2);
    }
  });
});
