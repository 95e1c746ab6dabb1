import type { DuckdbSession } from "../oracle/duckdb-session.ts";
import type { PlanRelation } from "../plans/relation.ts";

/** Gives what is wrong with a plan, or null; the seed decides what is random in the check. */
export type PlanCheck = (plan: PlanRelation, seed: number, duckdb: DuckdbSession) => Promise<string | null>;
