// What must hold for every plan: its answer is DuckDB's, it does not depend on how the query is run, a predicate parts the
// rows, and it fails where it has to.

import type { Configuration } from "../configurations.ts";
import { defaultConfiguration, runUnder, withoutPasses } from "../configurations.ts";
import type { Answer } from "../oracle/answer.ts";
import { compareAnswers } from "../oracle/compare-answers.ts";
import { checkAgainst, checkAgainstDuckdb } from "../plans/check-plan.ts";
import type { PlanRelation } from "../plans/relation.ts";
import { orderedSql } from "../plans/relation.ts";
import { TermGenerator } from "../plans/term-generator.ts";
import { filter, groupBy, sort } from "../plans/verbs.ts";
import { Random } from "../random.ts";
import { arrivesWhole } from "./output-check.ts";
import type { PlanCheck } from "./plan-check.ts";
import { randomConfiguration } from "./random-configuration.ts";

/** An answer, or the code of the error that stands for it. */
type Outcome = Answer | string;

const errorCode = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : String(error);

async function outcomeUnder(plan: PlanRelation, configuration: Configuration): Promise<Outcome> {
  return runUnder(plan, configuration).catch(errorCode);
}

function show(outcome: Outcome): string {
  return typeof outcome === "string" ? `the error ${outcome}` : `${outcome.rows.length} rows`;
}

function compareOutcomes(actual: Outcome, expected: Outcome, ordered: boolean): string | null {
  if (typeof actual === "string" || typeof expected === "string") {
    return actual === expected ? null : `${show(actual)} instead of ${show(expected)}`;
  }
  return compareAnswers(actual, expected, { ordered, exact: true });
}

const asDuckdb: PlanCheck = async (plan, _, duckdb) =>
  (await checkAgainstDuckdb(plan, duckdb, defaultConfiguration)).fault;

const underAnyConfiguration: PlanCheck = async (plan, seed) => {
  const configuration = randomConfiguration(new Random(seed));
  const { fault } = await checkAgainst(await runUnder(plan, defaultConfiguration), plan, configuration);
  return fault && `${configuration.name}: ${fault}`;
};

const withoutOptimizer: PlanCheck = async (plan) =>
  (await checkAgainst(await runUnder(plan, defaultConfiguration), plan, withoutPasses)).fault;

const partedByPredicate: PlanCheck = async (plan, seed) => {
  const { expr } = new TermGenerator(new Random(seed), plan.columns, () => {}).predicate(2);
  const rows = [];
  for (const part of [expr, expr.not(), expr.isNull()]) {
    rows.push(...(await runUnder({ ...plan, frame: plan.frame.filter(part) }, defaultConfiguration)).rows);
  }
  const whole = await runUnder(plan, defaultConfiguration);
  const fault = compareAnswers({ columns: whole.columns, rows }, whole, { ordered: false, exact: true });
  return fault && `${expr} parts the rows: ${fault}`;
};

/** A plan with something above it that throws for some values, and what it does to the plan's rows in SQL. */
interface FalliblePlan {
  readonly plan: PlanRelation;
  readonly sql: string;
  /** The query over the rows of the plan below. */
  over(rows: string): string;
}

/** A column or a filter that throws for some values; null where no column allows one. */
function withFallible(plan: PlanRelation, random: Random): FalliblePlan | null {
  const term = new TermGenerator(random, plan.columns, () => {}).fallible();
  if (term === null) return null;
  const { type, bound, exact, fuzzy, sql } = term;
  if (random.chance(0.4)) {
    return {
      plan: { ...plan, frame: plan.frame.filter(term.expr.isNotNull()) },
      sql: `where ${sql} is not null`,
      over: (rows) => `select * from ${rows} where ${sql} is not null`,
    };
  }
  return {
    plan: {
      ...plan,
      frame: plan.frame.withColumns(term.expr.alias("fallible")),
      columns: [...plan.columns, { name: "fallible", type, bound, exact, fuzzy }],
    },
    sql,
    over: (rows) => `select *, ${sql} as fallible from ${rows}`,
  };
}

/** DuckDB computes what is fallible over the plan's rows as they are, so that it fails where one of them does. */
const failsAsDuckdb: PlanCheck = async (plan, seed, duckdb) => {
  const fallible = withFallible(plan, new Random(seed));
  if (fallible === null) return null;
  await duckdb.run(`create or replace temp table rows_of_plan as ${orderedSql(plan)}`);
  const expected = await duckdb.query(fallible.over("rows_of_plan")).catch(() => null);
  const actual = await outcomeUnder(fallible.plan, defaultConfiguration);
  if (expected === null)
    return typeof actual === "string" ? null : `${fallible.sql}: ${show(actual)}, but DuckDB fails`;
  if (typeof actual === "string") return `${fallible.sql}: ${show(actual)}, but DuckDB does not fail`;
  const fault = compareAnswers(actual, expected, { ordered: plan.order !== null });
  return fault && `${fallible.sql}: ${fault}`;
};

/** A plan whose error does not depend on how it is run; what the optimizer moves must not fail where the plan would not. */
const failsUnderAnyConfiguration: PlanCheck = async (plan, seed) => {
  const random = new Random(seed);
  const fallible = withFallible(plan, random);
  if (fallible === null) return null;
  let names = 0;
  const verb = random.pick([filter, groupBy, sort]);
  const above = verb(fallible.plan, { random, freshName: () => `above${names++}` }) ?? fallible.plan;
  const outcome = await outcomeUnder(above, defaultConfiguration);
  const literally = await outcomeUnder(above, withoutPasses);
  if (typeof outcome === "string" && typeof literally !== "string") {
    return `${fallible.sql}: ${show(outcome)}, but without the optimizer ${show(literally)}`;
  }
  const configuration = randomConfiguration(random);
  const sameRows = { ...configuration, tuning: { ...configuration.tuning, disabledPasses: new Set<string>() } };
  // Which rows are read before a limit is reached depends on the threads.
  const isLimited = above.operators.some((operator) => operator === "head" || operator === "slice");
  const other = await outcomeUnder(above, sameRows);
  if (isLimited && (typeof other === "string" || typeof outcome === "string")) return null;
  const fault = compareOutcomes(other, outcome, configuration.keepsOrder);
  return fault && `${fallible.sql} under ${configuration.name}: ${fault}`;
};

/** Every check, by what it says. */
export const planChecks: Readonly<Record<string, PlanCheck>> = {
  "answers as DuckDB does": asDuckdb,
  "answers the same under any configuration": underAnyConfiguration,
  "answers the same without the optimizer": withoutOptimizer,
  "is parted by a predicate": partedByPredicate,
  "arrives whole in batches and files": arrivesWhole,
  "fails as DuckDB does": failsAsDuckdb,
  "fails the same under any configuration": failsUnderAnyConfiguration,
};
