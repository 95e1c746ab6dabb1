import type { EngineTuning } from "@millrace/engine";
import { collectSync, setEngineTuning } from "@millrace/engine";
import { optimizerPasses } from "@millrace/plan";
import type { QueryOptions } from "millrace";
import type { Answer } from "./oracle/answer.ts";
import { answerOfData, answerOfFrame } from "./oracle/answer.ts";
import type { PlanRelation } from "./plans/relation.ts";

/** A way to run a query that must not change its answer. */
export interface Configuration {
  readonly name: string;
  readonly tuning: Partial<EngineTuning>;
  /** Options of collect; null runs the query on the calling thread, as DataFrames do. */
  readonly options: QueryOptions | null;
  /** Whether rows without a defined order come in the same order as by default. */
  readonly keepsOrder: boolean;
}

/** Passes that may be left out: types are coerced always. */
export const optionalPasses: readonly string[] = optimizerPasses
  .map(({ name }) => name)
  .filter((name) => name !== "typeCoercion");

/**
 * Passes that undefined orders depend on: they decide which side of a join is stored, prove that a key has no nulls, or take away a
 * `unique` of rows that are groups already.
 */
export const orderingPasses: readonly string[] = [
  "constantFolding",
  "predicatePushdown",
  "crossJoin",
  "redundancy",
  "buildSide",
];

const twoThreads: QueryOptions = { threads: 2 };

/** Nothing is too small for the workers: otherwise the calling thread would do most of what tests ask for. */
const allToWorkers: Partial<EngineTuning> = { inlineBytes: 0 };

function tuned(name: string, tuning: Partial<EngineTuning>, keepsOrder = true): Configuration {
  return { name, tuning: { ...allToWorkers, ...tuning }, options: twoThreads, keepsOrder };
}

/** What answers are compared with. */
export const defaultConfiguration: Configuration = {
  name: "two threads",
  tuning: {},
  options: twoThreads,
  keepsOrder: true,
};

/** What the user wrote, and nothing else. */
export const withoutPasses: Configuration = tuned(
  "without any pass",
  { disabledPasses: new Set(optionalPasses) },
  false,
);

/** Every hostile configuration. */
export const hostileConfigurations: readonly Configuration[] = [
  { name: "one thread", tuning: allToWorkers, options: { threads: 1 }, keepsOrder: true },
  { name: "three threads", tuning: allToWorkers, options: { threads: 3 }, keepsOrder: true },
  { name: "eight threads", tuning: allToWorkers, options: { threads: 8 }, keepsOrder: true },
  tuned("everything to the workers", {}),
  tuned("small pipelines on the calling thread", { inlineBytes: 10_000 }),
  { name: "on the calling thread", tuning: {}, options: null, keepsOrder: true },
  tuned("batches of 1 row", { batchRows: 1 }),
  tuned("batches of 3 rows", { batchRows: 3 }),
  tuned("batches of 100 rows", { batchRows: 100 }),
  tuned("state spills", { stateLimit: 150_000 }),
  { name: "state spills in one slot", tuning: { stateLimit: 100_000 }, options: null, keepsOrder: true },
  // Groups come in the order of their hashes.
  tuned("every hash equal", { equalHashes: true }, false),
  tuned("flat columns", { flatColumns: true }),
  tuned("no array joins", { noArrayJoins: true }),
  tuned("no join filters", { noJoinFilters: true }),
  ...optionalPasses.map((pass) =>
    tuned(`without ${pass}`, { disabledPasses: new Set([pass]) }, !orderingPasses.includes(pass)),
  ),
  withoutPasses,
];

/** Bytes of state that a slot may hold where it is to spill. */
const SPILLING_SLOT_BYTES = 80_000;

function shape(threads: number, batchRows: number | null, spills: boolean): Configuration {
  const batches = batchRows === null ? "batches by default" : `batches of ${batchRows} rows`;
  const tuning: Partial<EngineTuning> = {
    ...allToWorkers,
    ...(batchRows === null ? {} : { batchRows }),
    ...(spills ? { stateLimit: threads * SPILLING_SLOT_BYTES } : {}),
  };
  return {
    name: `${threads} slots, ${batches}${spills ? ", spilling" : ""}`,
    tuning,
    options: { threads },
    keepsOrder: true,
  };
}

/** Numbers of slots, sizes of batches, with and without spilling: neither a bit nor a row's place depends on them. */
export const runShapes: readonly Configuration[] = [1, 2, 3, 8].flatMap((threads) =>
  [1, 3, 1000, null].flatMap((batchRows) => [false, true].map((spills) => shape(threads, batchRows, spills))),
);

/** The answer of a plan under a configuration; the tuning is back to normal afterwards. */
export async function runUnder(plan: Pick<PlanRelation, "frame">, { tuning, options }: Configuration): Promise<Answer> {
  const before = setEngineTuning(tuning);
  try {
    if (options === null) return answerOfData(collectSync(plan.frame.plan()));
    return answerOfFrame(await plan.frame.collect(options));
  } finally {
    setEngineTuning(before);
  }
}
