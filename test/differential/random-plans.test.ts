// Random plans over generated tables, against DuckDB's answer to the same plan in SQL.
//
// A failure prints the plan's seed and both texts; MILLRACE_PLAN_SEED=n runs that plan alone.

import type { PlanCorpus } from "@millrace/testkit";
import {
  checkAgainstDuckdb,
  Distribution,
  defaultConfiguration,
  describeFailure,
  openPlanCorpus,
} from "@millrace/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const TABLE_SEED = 11;
const PLANS_A_TEST = 50;
const NUM_TESTS = process.env["MILLRACE_TEST_FULL"] === "1" ? 40 : 11;

const only = process.env["MILLRACE_PLAN_SEED"];
const batches =
  only === undefined
    ? Array.from({ length: NUM_TESTS }, (_, i) => [i * PLANS_A_TEST, PLANS_A_TEST])
    : [[Number(only), 1]];

let corpus: PlanCorpus;
const distribution = new Distribution();

beforeAll(async () => {
  corpus = await openPlanCorpus(TABLE_SEED);
}, 300_000);
afterAll(() => {
  corpus.close();
  console.log(distribution.toString());
});

async function failureOf(seed: number): Promise<string | null> {
  const plan = await corpus.plan(seed);
  const { fault, answer } = await checkAgainstDuckdb(plan, corpus.duckdb, defaultConfiguration);
  distribution.add(plan, answer?.rows.length ?? 0);
  if (fault === null) return null;
  const check = async (shorter: typeof plan): Promise<string | null> =>
    (await checkAgainstDuckdb(shorter, corpus.duckdb, defaultConfiguration)).fault;
  return describeFailure(seed, plan, fault, check);
}

describe("random plans answer as DuckDB does [SYS-07]", () => {
  it.each(batches)("from seed %i on, %i plans", { timeout: 600_000 }, async (first, count) => {
    for (let seed = first!; seed < first! + count!; seed++) expect(await failureOf(seed)).toBeNull();
  });
});
