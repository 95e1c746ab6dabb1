// Random plans under hostile configurations: tiny batches, spilled state, equal hashes, passes left out, other numbers of
// threads. Rows, and mostly their order, are those of the default configuration to the last bit.

import type { Configuration, PlanCorpus } from "@millrace/testkit";
import {
  checkAgainst,
  defaultConfiguration,
  describeFailure,
  hostileConfigurations,
  openPlanCorpus,
  runUnder,
} from "@millrace/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const TABLE_SEED = 11;
/** Every 4th plan of the comparison with DuckDB, or every 18th. */
const isFull = process.env["MILLRACE_TEST_FULL"] === "1";
const seeds = Array.from({ length: isFull ? 150 : 30 }, (_, i) => i * (isFull ? 4 : 18));

let corpus: PlanCorpus;

beforeAll(async () => {
  corpus = await openPlanCorpus(TABLE_SEED);
}, 300_000);
afterAll(() => corpus.close());

async function failureOf(seed: number, configuration: Configuration): Promise<string | null> {
  const plan = await corpus.plan(seed);
  const check = async (checked: typeof plan): Promise<string | null> =>
    (await checkAgainst(await runUnder(checked, defaultConfiguration), checked, configuration)).fault;
  const fault = await check(plan);
  return fault === null ? null : describeFailure(seed, plan, fault, check);
}

describe(`${seeds.length} random plans answer as by default`, () => {
  it.each(hostileConfigurations.map((configuration) => [configuration.name, configuration] as const))(
    "%s",
    { timeout: 900_000 },
    async (_, configuration) => {
      for (const seed of seeds) expect(await failureOf(seed, configuration)).toBeNull();
    },
  );
});
