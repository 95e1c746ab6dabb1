import { it } from "vitest";

/**
 * A test of what the optimizer's passes do to plans and scans. It has nothing to show, and is skipped, where the run's hostile
 * configuration leaves passes out.
 */
export const itOptimizes: ReturnType<typeof it.skipIf> = it.skipIf(
  process.env["MILLRACE_TEST_CONFIGURATION"]?.startsWith("without") === true,
);
