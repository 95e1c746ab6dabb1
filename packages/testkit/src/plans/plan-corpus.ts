import type { Corpus } from "../tables/corpus.ts";
import { openCorpus } from "../tables/corpus.ts";
import { TableForms } from "../tables/table-forms.ts";
import type { PlanSources } from "./random-plan.ts";
import { randomJoin, randomPlan } from "./random-plan.ts";
import type { PlanRelation } from "./relation.ts";

/** Rows of the tables that random plans read. */
const sizes = [0, 1, 7, 300, 2500, 5000, 36_000];

/** Tables in both engines and the random plans over them. */
export interface PlanCorpus extends Corpus {
  /** The plan of a seed. */
  plan(seed: number): Promise<PlanRelation>;
  /** The join of a seed. */
  join(seed: number): Promise<PlanRelation>;
}

/** Generates the tables and loads them. */
export async function openPlanCorpus(seed: number): Promise<PlanCorpus> {
  const corpus = await openCorpus(sizes, seed);
  const forms = new Map(corpus.tables.map((table) => [table.name, new TableForms(corpus, table)]));
  const countRows = async (sql: string): Promise<number> => {
    const { rows } = await corpus.duckdb.query(`select count(*) as n from (${sql})`);
    return Number(rows[0]?.[0] ?? 0);
  };
  const sources: PlanSources = { tables: corpus.tables, forms, countRows };
  return {
    ...corpus,
    plan: (planSeed) => randomPlan(planSeed, sources),
    join: (planSeed) => randomJoin(planSeed, sources),
  };
}
