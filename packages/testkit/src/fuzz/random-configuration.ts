import type { EngineTuning } from "@millrace/engine";
import type { Configuration } from "../configurations.ts";
import { optionalPasses, orderingPasses } from "../configurations.ts";
import type { Random } from "../random.ts";

/** A query that takes longer has not come to its end. */
const TIMEOUT_MS = 120_000;

/** A hostile configuration: any number of slots, batches of any size, spilling, and more of what must not change an answer. */
export function randomConfiguration(random: Random): Configuration {
  const threads = random.pick([1, 2, 3, 8, null]);
  const tuning: Partial<EngineTuning> = {
    batchRows: random.pick([1, 3, 1000, 16_384, random.int(1, 5000)]),
    stateLimit: random.pick([null, random.int(50_000, 400_000)]),
    inlineBytes: random.pick([null, 0, 0, random.int(0, 100_000)]),
    flatColumns: random.chance(0.2),
    noArrayJoins: random.chance(0.2),
    noJoinFilters: random.chance(0.2),
    equalHashes: random.chance(0.1),
    disabledPasses: new Set(random.chance(0.3) ? random.sample(optionalPasses, random.int(1, 3)) : []),
  };
  const keepsOrder = !tuning.equalHashes && !orderingPasses.some((pass) => tuning.disabledPasses?.has(pass));
  const settings = Object.entries(tuning).map(([name, value]) =>
    value instanceof Set ? `without [${[...value].join(", ")}]` : `${name} ${value}`,
  );
  return {
    name: [threads === null ? "on the calling thread" : `${threads} threads`, ...settings].join(", "),
    tuning,
    options: threads === null ? null : { threads, timeoutMs: TIMEOUT_MS },
    keepsOrder,
  };
}
