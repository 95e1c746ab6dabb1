// Comparisons with values at the borders of row groups and pages: statistics must not prune a row that the predicate keeps.

import type { Corpus } from "@millrace/testkit";
import { openCorpus, Random, TermGenerator } from "@millrace/testkit";
import { col, len, scanParquet } from "millrace";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const GROUP_ROWS = 2048;
let corpus: Corpus;

beforeAll(async () => {
  // The second table of a corpus has the smallest row groups.
  corpus = await openCorpus([1, 7000], 8);
});
afterAll(() => corpus.close());

describe("statistics", () => {
  const bounds = [0, 1, GROUP_ROWS - 1, GROUP_ROWS, GROUP_ROWS + 1, 2 * GROUP_ROWS, 6999, 7000];

  it.each(bounds)("keep the rows up to, at and from row %i", async (bound) => {
    const { path } = corpus.tables[1]!;
    const rid = col("rid");
    const count = async (predicate: typeof rid): Promise<unknown> =>
      (await scanParquet(path).filter(predicate).select(len()).collect()).column("len").get(0);
    expect(await count(rid.lt(bound))).toBe(bound);
    expect(await count(rid.le(bound))).toBe(Math.min(bound + 1, 7000));
    expect(await count(rid.gt(bound))).toBe(Math.max(0, 6999 - bound));
    expect(await count(rid.ge(bound))).toBe(7000 - bound);
    expect(await count(rid.eq(bound))).toBe(bound < 7000 ? 1 : 0);
    expect(await count(rid.isIn([bound, -5]))).toBe(bound < 7000 ? 1 : 0);
    expect(await count(rid.isBetween(bound, bound, "both"))).toBe(bound < 7000 ? 1 : 0);
    expect(await count(rid.isBetween(0, bound, "left"))).toBe(bound);
    expect(await count(rid.isBetween(0, bound, "both"))).toBe(Math.min(bound + 1, 7000));
  });

  it("of every type agree with their rows", async () => {
    const { name: table, path, columns } = corpus.tables[1]!;
    const random = new Random(3);
    for (const { name, kind } of columns) {
      const column = { name, type: kind.type, bound: null, exact: true, fuzzy: false, draw: kind.draw };
      const terms = new TermGenerator(random, [column], () => {});
      for (let i = 0; i < 12; i++) {
        const { expr, sql } = terms.predicate(random.int(0, 1));
        const actual = (await scanParquet(path).filter(expr).select(len()).collect()).column("len").get(0);
        const expected = await corpus.duckdb.query(`select count(*) from ${table} where ${sql}`);
        expect(`${sql}: ${actual}`).toBe(`${sql}: ${expected.rows[0]![0]}`);
      }
    }
  });
});
