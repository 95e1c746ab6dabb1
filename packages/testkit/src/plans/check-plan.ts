import type { QueryOptions } from "millrace";
import type { Answer } from "../oracle/answer.ts";
import { answerOfFrame } from "../oracle/answer.ts";
import { compareAnswers } from "../oracle/compare-answers.ts";
import type { DuckdbSession } from "../oracle/duckdb-session.ts";
import type { PlanRelation } from "./relation.ts";
import { orderedSql } from "./relation.ts";

/** What became of a plan: its answer, or how it differs from the oracle's. */
export interface PlanOutcome {
  readonly fault: string | null;
  readonly answer: Answer | null;
}

/** Runs the plan in both engines and compares the answers. */
export async function checkPlan(
  plan: PlanRelation,
  duckdb: DuckdbSession,
  options: QueryOptions,
): Promise<PlanOutcome> {
  const expected = await duckdb.query(orderedSql(plan));
  try {
    const answer = answerOfFrame(await plan.frame.collect(options));
    return { fault: compareAnswers(answer, expected, { ordered: plan.order !== null }), answer };
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
  return `plan of seed ${seed} (${shortest.operators.join(" ")})\n${reason}\n-- frame\n${text}\n-- SQL\n${orderedSql(shortest)}\n`;
}
