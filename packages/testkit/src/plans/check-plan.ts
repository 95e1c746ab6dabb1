import type { Configuration } from "../configurations.ts";
import { runUnder } from "../configurations.ts";
import type { Answer } from "../oracle/answer.ts";
import { compareAnswers } from "../oracle/compare-answers.ts";
import type { DuckdbSession } from "../oracle/duckdb-session.ts";
import type { PlanRelation } from "./relation.ts";
import { orderedSql } from "./relation.ts";

/** What became of a plan: its answer, or what is wrong with it. */
export interface PlanOutcome {
  readonly fault: string | null;
  readonly answer: Answer | null;
}

/** Runs the plan in both engines and compares the answers. Throws where DuckDB does not take the plan. */
export async function checkAgainstDuckdb(
  plan: PlanRelation,
  duckdb: DuckdbSession,
  configuration: Configuration,
): Promise<PlanOutcome> {
  const expected = await duckdb.query(orderedSql(plan));
  return outcomeOf(plan, configuration, (answer) => compareAnswers(answer, expected, { ordered: plan.order !== null }));
}

/** Runs the plan under a configuration and compares every bit of the answer, and mostly its order, with the given one. */
export async function checkAgainst(
  expected: Answer,
  plan: PlanRelation,
  configuration: Configuration,
): Promise<PlanOutcome> {
  const ordered = configuration.keepsOrder || plan.order !== null;
  return outcomeOf(plan, configuration, (answer) => compareAnswers(answer, expected, { ordered, exact: true }));
}

async function outcomeOf(
  plan: PlanRelation,
  configuration: Configuration,
  compare: (answer: Answer) => string | null,
): Promise<PlanOutcome> {
  try {
    const answer = await runUnder(plan, configuration);
    return { fault: compare(answer), answer };
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { fault: text.split("\n").slice(0, 6).join("\n"), answer: null };
  }
}

/** The report of a plan that failed: the shortest chain of its verbs that fails too, in both languages. */
export async function describeFailure(
  seed: number,
  plan: PlanRelation,
  fault: string,
  check: (plan: PlanRelation) => Promise<string | null>,
): Promise<string> {
  let [shortest, reason] = [plan, fault];
  for (let shorter = plan.before; shorter !== null; shorter = shorter.before) {
    const shorterFault = await check(shorter);
    if (shorterFault !== null) [shortest, reason] = [shorter, shorterFault];
  }
  const text = await shortest.frame.explain({ level: "logical" }).catch((error: unknown) => `(${String(error)})`);
  return [
    `Plan of seed ${seed}: ${shortest.operators.join(" ")}`,
    reason,
    `-- frame\n${text}`,
    `-- SQL\n${orderedSql(shortest)}`,
  ].join("\n");
}
