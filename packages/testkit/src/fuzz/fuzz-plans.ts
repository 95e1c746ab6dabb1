import { describeFailure } from "../plans/check-plan.ts";
import { Distribution } from "../plans/distribution.ts";
import type { PlanCorpus } from "../plans/plan-corpus.ts";
import { openPlanCorpus } from "../plans/plan-corpus.ts";
import { planChecks } from "./plan-checks.ts";

/** How long to look for differences, and from where. */
export interface FuzzOptions {
  /** Seed of the first tables. */
  readonly seed: number;
  /** Ends the run; a plan that was begun is finished. */
  readonly seconds: number;
  /** Only this plan of the first tables. */
  readonly plan?: number;
  /** Takes what there is to tell, in lines. */
  readonly print: (text: string) => void;
}

/** What a run has seen. */
export interface FuzzSummary {
  readonly numPlans: number;
  readonly numDifferences: number;
}

/** Plans over the same tables; the next tables have the next seed. */
const PLANS_OF_TABLES = 250;
/** A run that found so many differences has shown enough. */
const MAX_DIFFERENCES = 20;

/** Checks random plans until the time is over, and prints each difference with how to repeat it. */
export async function fuzzPlans({ seed, seconds, plan, print }: FuzzOptions): Promise<FuzzSummary> {
  const startedMs = performance.now();
  const distribution = new Distribution();
  let [numPlans, numDifferences] = [0, 0];
  const isOver = (): boolean => numDifferences >= MAX_DIFFERENCES || (performance.now() - startedMs) / 1000 >= seconds;
  for (let tables = seed; !isOver(); tables++) {
    const corpus = await openPlanCorpus(tables);
    const plans =
      plan === undefined ? Array.from({ length: PLANS_OF_TABLES }, (_, i) => tables * PLANS_OF_TABLES + i) : [plan];
    for (const planSeed of plans) {
      if (isOver()) break;
      const faults = await faultsOf(corpus, planSeed, distribution);
      numPlans++;
      numDifferences += faults.length;
      const again = `npm run fuzz:plans -- --seed ${tables} --plan ${planSeed}`;
      for (const fault of faults) print(`${fault}\n-- again: ${again}\n`);
    }
    corpus.close();
    const elapsed = Math.round((performance.now() - startedMs) / 1000);
    print(`seed ${tables}: ${numPlans} plans, ${numDifferences} differences, ${elapsed} s`);
    if (plan !== undefined) break;
  }
  print(distribution.toString());
  return { numPlans, numDifferences };
}

async function faultsOf(corpus: PlanCorpus, seed: number, distribution: Distribution): Promise<string[]> {
  const plan = await corpus.plan(seed);
  distribution.add(plan, null);
  const faults: string[] = [];
  for (const [name, check] of Object.entries(planChecks)) {
    const run = async (checked: typeof plan): Promise<string | null> =>
      check(checked, seed, corpus.duckdb).catch((error: unknown) => String(error));
    const fault = await run(plan);
    if (fault !== null) faults.push(`NOT SO: a plan ${name}\n${await describeFailure(seed, plan, fault, run)}`);
  }
  return faults;
}
