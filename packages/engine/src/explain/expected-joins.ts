import { engineTuning } from "../coordinator/tuning.ts";
import type { JoinFacts } from "../emit/facts.ts";
import { joinLayout } from "../emit/state-layouts.ts";
import type { PhysicalPlan, StateId } from "../physical/pipeline.ts";

/** What a plan lets expect of its build sides: that keys are unique, and that each key filter keeps this share of the rows. */
export function expectedJoins(plan: PhysicalPlan, density: number): ReadonlyMap<StateId, JoinFacts> {
  const { noJoinFilters } = engineTuning();
  const joins = new Map<StateId, JoinFacts>();
  for (const state of plan.states) {
    if (state.kind !== "join") continue;
    const filters = noJoinFilters ? [] : state.filters.map(({ key }) => ({ key, density }));
    joins.set(state.id, { state, layout: joinLayout(state), directory: "hash", unique: true, filters });
  }
  return joins;
}
