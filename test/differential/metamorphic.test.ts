// What must hold between the answers to related queries, without an oracle.

import type { Answer, PlanCorpus, PlanRelation } from "@millrace/testkit";
import {
  compareAnswers,
  defaultConfiguration,
  openPlanCorpus,
  Random,
  runUnder,
  TermGenerator,
} from "@millrace/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const NUM_PLANS = 60;
const NUM_JOINS = 120;
/** Alone on a machine each test takes some seconds. */
const timeout = 300_000;
let corpus: PlanCorpus;

beforeAll(async () => {
  corpus = await openPlanCorpus(12);
}, 300_000);
afterAll(() => corpus.close());

const answerTo = (plan: PlanRelation): Promise<Answer> => runUnder(plan, defaultConfiguration);

describe("a predicate parts the rows", () => {
  it("into those where it is true, false and null", { timeout }, async () => {
    for (let seed = 0; seed < NUM_PLANS; seed++) {
      const plan = await corpus.plan(seed);
      const { expr } = new TermGenerator(new Random(seed), plan.columns, () => {}).predicate(2);
      const parts = await Promise.all(
        [expr, expr.not(), expr.isNull()].map((part) => answerTo({ ...plan, frame: plan.frame.filter(part) })),
      );
      const whole = await answerTo(plan);
      const together = { columns: whole.columns, rows: parts.flatMap(({ rows }) => rows) };
      const difference = compareAnswers(together, whole, { ordered: false, exact: true });
      expect(difference === null ? null : `seed ${seed}, ${expr}: ${difference}`).toBeNull();
    }
  });
});

describe("a filter above a join", () => {
  it("keeps the rows for which its predicate, as a column, is true", { timeout }, async () => {
    for (let seed = 0; seed < NUM_JOINS; seed++) {
      const plan = await corpus.join(seed);
      const random = new Random(seed);
      // Predicates over one column can move below the join, on its side.
      const columns = random.sample(plan.columns, random.int(1, 2));
      const { expr } = new TermGenerator(random, columns, () => {}).predicate(1);
      const kept = await answerTo({ ...plan, frame: plan.frame.filter(expr) });
      const all = await answerTo({ ...plan, frame: plan.frame.withColumns(expr.alias("kept")) });
      const rows = all.rows.filter((row) => row.at(-1) === true).map((row) => row.slice(0, -1));
      const difference = compareAnswers(kept, { columns: kept.columns, rows }, { ordered: false, exact: true });
      expect(difference === null ? null : `seed ${seed}, ${expr}: ${difference}`).toBeNull();
    }
  });
});

describe("a slice", () => {
  it("has the rows that the whole has there", { timeout }, async () => {
    for (let seed = 0; seed < NUM_PLANS; seed++) {
      const plan = await corpus.plan(seed);
      const whole = await answerTo(plan);
      const [offset, length] = [seed % 7, (seed * 31) % 400];
      const slice = await answerTo({ ...plan, frame: plan.frame.slice(offset, length) });
      const expected = { columns: whole.columns, rows: whole.rows.slice(offset, offset + length) };
      const difference = compareAnswers(slice, expected, { ordered: true, exact: true });
      expect(difference === null ? null : `seed ${seed}: ${difference}`).toBeNull();
    }
  });
});
