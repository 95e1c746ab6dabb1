// Every number of slots and size of batches, with spilling and without: rows, their order and every bit of their floats are
// the same.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Configuration, PlanCorpus } from "@millrace/testkit";
import {
  compareAnswers,
  defaultConfiguration,
  describeFailure,
  openPlanCorpus,
  Random,
  runShapes,
  runUnder,
} from "@millrace/testkit";
import type { LazyFrame } from "millrace";
import { col, scanParquet } from "millrace";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runInDuckdb } from "../../bench/src/duckdb-statements.ts";
import { suite } from "../../bench/suites/tpch/suite.ts";
import { tpchTableNames } from "../../bench/suites/tpch/tables.ts";
import { tpchStatements } from "../support/tpch-data.ts";

const isFull = process.env["MILLRACE_TEST_FULL"] === "1";
const plansOfShape = isFull ? 60 : 6;

/** What the answer under a configuration has that by default it has not, or null. */
async function difference(frame: LazyFrame, configuration: Configuration): Promise<string | null> {
  const expected = await runUnder({ frame }, defaultConfiguration);
  return compareAnswers(await runUnder({ frame }, configuration), expected, { ordered: true, exact: true });
}

describe("random plans [GRP-14]", () => {
  let corpus: PlanCorpus;
  beforeAll(async () => {
    corpus = await openPlanCorpus(14);
  }, 300_000);
  afterAll(() => corpus.close());

  it.each(runShapes.map((shape, i) => [shape.name, shape, i] as const))(
    "are the same with %s",
    { timeout: 300_000 },
    async (_, shape, i) => {
      for (let seed = i * plansOfShape; seed < (i + 1) * plansOfShape; seed++) {
        const plan = await corpus.plan(seed);
        const check = ({ frame }: typeof plan): Promise<string | null> => difference(frame, shape).catch(String);
        const fault = await check(plan);
        expect(fault && (await describeFailure(seed, plan, fault, check))).toBeNull();
      }
    },
  );

  it("have the same sums, means and deviations of floats", { timeout: 300_000 }, async () => {
    const floats = col("f64_spread");
    const moments = [floats.sum(), floats.mean().alias("mean"), floats.var().alias("var"), floats.std().alias("std")];
    for (const { path } of corpus.tables) {
      const scan = scanParquet(path);
      const grouped = scan.groupBy(col("rid").mod(700).alias("g")).agg(...moments);
      for (const frame of [scan.select(...moments), scan.groupBy("bool").agg(...moments), grouped]) {
        for (const shape of isFull ? runShapes : new Random(1).sample(runShapes, 6)) {
          expect([shape.name, await difference(frame, shape)]).toEqual([shape.name, null]);
        }
      }
    }
  });
});

describe("TPC-H", () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "millrace-shapes-"));
    await runInDuckdb(tpchStatements(folder));
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(suite.queries.map((query, i) => [query.name, query, i] as const))(
    "%s is the same",
    { timeout: 300_000 },
    async (_, query, i) => {
      const tables = tpchTableNames.map((name) => [name, scanParquet(join(folder, `${name}.parquet`))] as const);
      const frame = query.build(Object.fromEntries(tables));
      for (const shape of isFull ? runShapes : new Random(i).sample(runShapes, 2)) {
        expect([shape.name, await difference(frame, shape)]).toEqual([shape.name, null]);
      }
    },
  );
});
