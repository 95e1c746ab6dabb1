import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultConfiguration, runUnder } from "../configurations.ts";
import { checkAgainst, checkAgainstDuckdb, describeFailure } from "./check-plan.ts";
import type { PlanCorpus } from "./plan-corpus.ts";
import { openPlanCorpus } from "./plan-corpus.ts";
import type { PlanRelation } from "./relation.ts";

let corpus: PlanCorpus;
let plan: PlanRelation;

beforeAll(async () => {
  corpus = await openPlanCorpus(2);
  for (let seed = 0; plan?.before == null; seed++) plan = await corpus.plan(seed);
}, 300_000);
afterAll(() => corpus.close());

/** The plan without one of its rows, in SQL. */
const shorter = (relation: PlanRelation): PlanRelation => ({
  ...relation,
  sql: `select * from (\n${relation.sql}\n) limit (select count(*) - 1 from (\n${relation.sql}\n))`,
});

describe("the check of a plan", () => {
  it("says what differs from DuckDB", async () => {
    expect((await checkAgainstDuckdb(plan, corpus.duckdb, defaultConfiguration)).fault).toBeNull();
    const { fault } = await checkAgainstDuckdb(shorter(plan), corpus.duckdb, defaultConfiguration);
    expect(fault).toMatch(/\d+ rows instead of \d+/);
  });

  it("says what differs under a configuration", async () => {
    const answer = await runUnder(plan, defaultConfiguration);
    const wrong = { ...answer, rows: answer.rows.slice(1) };
    expect((await checkAgainst(wrong, plan, defaultConfiguration)).fault).toMatch(/\d+ rows instead of \d+/);
  });

  it("shows the shortest chain that fails, in both languages", async () => {
    const report = await describeFailure(7, plan, "it differs", () => Promise.resolve("it differs below too"));
    expect(report).toContain("Plan of seed 7: scan");
    expect(report).toContain("it differs below too");
    expect(report).toContain("-- frame\nPROJECT");
    expect(report).toContain("-- SQL\n");
    expect(report).not.toContain(`: ${plan.operators.join(" ")}`);
  });
});
