import { it } from "vitest";

const configuration = process.env["MILLRACE_TEST_CONFIGURATION"];
type Skipping = ReturnType<typeof it.skipIf>;

/**
 * A test of what the optimizer's passes do to plans and scans. It has nothing to show, and is skipped, where the run's hostile
 * configuration leaves passes out.
 */
export const itOptimizes: Skipping = it.skipIf(configuration?.startsWith("without") === true);

/** A test of how a query runs by default (its code, its pipelines, what it holds), which hostile configurations change. */
export const itByDefault: Skipping = it.skipIf(configuration !== undefined);
