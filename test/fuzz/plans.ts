// `npm run fuzz:plans -- --seconds N --seed S`: random plans against DuckDB and against themselves until the time is over.
//
// Prints each plan that differs, with how to repeat it (`--seed S --plan P`); exits with 1 if there was one.

import { parseArgs } from "node:util";
import { fuzzPlans } from "@millrace/testkit";

const usage = "Usage: npm run fuzz:plans -- [--seconds N] [--seed S] [--plan P]";

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`--${name} takes a whole number, not ${text}`);
  return value;
}

async function main(): Promise<number> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ options: { seconds: text, seed: text, plan: text } });
  const seed = wholeNumber("seed", values.seed) ?? 1;
  const seconds = wholeNumber("seconds", values.seconds) ?? 60;
  const plan = wholeNumber("plan", values.plan);
  const { numPlans, numDifferences } = await fuzzPlans({
    seed,
    seconds,
    ...(plan === undefined ? {} : { plan }),
    print: (line) => console.log(line),
  });
  console.log(`${numPlans} plans, ${numDifferences} differences`);
  return numDifferences === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  process.exitCode = 2;
}
