import type { ViteUserConfig } from "vitest/config";
import { defineConfig } from "vitest/config";
import { ResultsReporter } from "./scripts/reporter.ts";

const config: ViteUserConfig = defineConfig({
  test: {
    include: ["packages/*/src/**/*.test.ts", "test/**/*.test.ts", "bench/**/*.test.ts", "datasets/**/*.test.ts"],
    exclude: ["**/node_modules/**", "packages/millrace/dist/**"],
    globalSetup: ["test/support/private-temp-folder.ts"],
    setupFiles:
      process.env["MILLRACE_TEST_CONFIGURATION"] === undefined ? [] : ["test/support/hostile-configuration.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: [process.stdout.isTTY ? "default" : "dot", new ResultsReporter(process.env["MILLRACE_TEST_RESULTS"])],
  },
});

export default config;
